import { type Buffer, vectorsOf } from '../memory/buffer.js';
import { zero } from '../wasm/function-code.js';
import { type Term, VectorFormula } from '../wasm/vector-formula.js';
import type { Computation } from './computation.js';
import { expressionTerms } from './expression-code.js';
import { from, type Kernel, type KernelContext, to } from './kernel.js';
import { type Broadcast, broadcastOf, operandTerm, type Position, storeAll, storeTerm } from './operand.js';

/** Up to this many vectors in a row, the code is written once for each; above, a loop visits them. */
const longestUnrolled = 4;
/**
 * Longer code is not unrolled, measured in operations: engines limit a function's size, and unrolling long code gains
 * nothing.
 */
const mostUnrolled = 10_000;

/**
 * results[i][r, c] = computation.results[i](x[r, c], y[r, c], …), vector by vector. All operands of a vector are read
 * before a result is written, since an update may read what it replaces.
 */
export function mapKernel(
  context: KernelContext,
  computation: Computation,
  operands: readonly Buffer[],
  results: readonly Buffer[],
): Kernel {
  const { lanes } = context;
  const formula = new VectorFormula(lanes);
  const { code } = formula;
  const first = results[0]!;
  const { shape, stride } = first;
  const columns = shape[1];
  const { cost } = computation;
  const row = code.local();
  const column = code.local();
  const offset = code.local();

  const origin: Position = { row, offset, column, rowsBelow: 0, bytesRight: 0 };
  const kinds = operands.map((operand) => broadcastOf(operand, first));
  const hoisted = new Map<Buffer, Term>();
  /** Reads the operands that do not change from here on, once instead of for each vector. */
  const hoist = (kind: Broadcast): void => {
    operands.forEach((operand, i) => {
      if (kinds[i] === kind) hoisted.set(operand, formula.let(operandTerm(formula, operand, first, origin)));
    });
  };
  const computeAt = (bytesRight: number): void => {
    const position: Position = { ...origin, bytesRight };
    const values = operands.map(
      (operand) => hoisted.get(operand) ?? formula.let(operandTerm(formula, operand, first, position)),
    );
    const terms = expressionTerms(formula, computation, values, context.functionNumber);
    storeAll(formula, terms, results, position, storeTerm);
  };

  hoist('both');
  if (columns === 1 || kinds.every((kind) => kind === 'none' || kind === 'both')) {
    const end = code.local();
    code.times(from, stride).set(offset);
    code.times(to, stride).set(end);
    code.loop(offset, end, 16, () => computeAt(0));
  } else {
    code.forRange(row, from, to, 1, () => {
      code.times(row, stride).set(offset);
      hoist('columns');
      const vectors = vectorsOf(columns, lanes);
      if (vectors <= longestUnrolled && vectors * cost <= mostUnrolled) {
        for (let vector = 0; vector < vectors; vector++) computeAt(vector * 16);
        return;
      }
      code.forRange(column, zero, { constant: vectors * 16 }, 16, () => {
        computeAt(0);
        code.increase(offset, 16);
      });
    });
  }
  return { code, extent: shape[0], cost: Math.max(1, stride / 16) * (cost + operands.length + 4) };
}
