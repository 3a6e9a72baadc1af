import type { Expression } from '@nnf/core';
import { type Buffer, vectorsOf } from '../memory/buffer.js';
import { FunctionCode } from '../wasm/function-code.js';
import { I32 } from '../wasm/instructions.js';
import { type Term, VectorFormula } from '../wasm/vector-formula.js';
import { costOf, expressionTerms } from './expression-code.js';
import { from, type Kernel, type KernelContext, to } from './kernel.js';
import { type Broadcast, broadcastOf, operandTerm, type Position, storeTerm } from './operand.js';

/** Above so many vectors a row, a loop goes over them; up to it, the code is written out. */
const longestUnrolled = 4;

/**
 * results[i][r, c] = expressions[i](x[r, c], y[r, c], …), vector by vector. All operands of a vector are read before any
 * result is written, so that an update may read what it replaces.
 */
export function mapKernel(
  context: KernelContext,
  expressions: readonly Expression[],
  operands: readonly Buffer[],
  results: readonly Buffer[],
): Kernel {
  const { lanes } = context;
  const code = new FunctionCode(['i32', 'i32']);
  const formula = new VectorFormula(code, lanes);
  const [first] = results as readonly [Buffer];
  const [rows, columns] = first.shape;
  const row = code.local('i32');
  const column = code.local('i32');
  const offset = code.local('i32');

  const origin: Position = { row, offset, column, rowsBelow: 0, bytesRight: 0 };
  const kinds = operands.map((operand) => broadcastOf(operand, first));
  const hoisted = new Map<Buffer, Term>();
  /** Reads the operands that stay the same from here on: once, rather than for every vector. */
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
    const terms = expressionTerms(formula, expressions, values, context.functionNumber);
    const kept = terms.length === 1 ? terms : terms.map((term) => formula.let(term));
    results.forEach((result, i) => {
      storeTerm(formula, kept[i]!, result, position);
    });
  };

  hoist('both');
  const isFlat = columns === 1 || kinds.every((kind) => kind === 'none' || kind === 'both');
  if (isFlat) {
    const end = code.local('i32');
    code.get(from).i32(first.stride).op(I32.mul).set(offset);
    code.get(to).i32(first.stride).op(I32.mul).set(end);
    code.loop(
      offset,
      () => code.get(end),
      16,
      () => computeAt(0),
    );
  } else {
    code.get(from).set(row);
    code.loop(
      row,
      () => code.get(to),
      1,
      () => {
        code.get(row).i32(first.stride).op(I32.mul).set(offset);
        hoist('columns');
        const vectors = vectorsOf(columns, lanes);
        if (vectors <= longestUnrolled) {
          for (let vector = 0; vector < vectors; vector++) computeAt(vector * 16);
          return;
        }
        code.i32(0).set(column);
        code.loop(
          column,
          () => code.i32(vectors * 16),
          16,
          () => {
            computeAt(0);
            code.get(offset).i32(16).op(I32.add).set(offset);
          },
        );
      },
    );
  }
  return { code, extent: rows, cost: Math.max(1, first.stride / 16) * (costOf(expressions) + operands.length + 4) };
}
