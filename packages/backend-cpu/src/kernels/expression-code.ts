import type { AnyExpression } from '@nnf/core';
import type { Local } from '../wasm/function-code.js';
import { V128 } from '../wasm/instructions.js';
import type { MathFunction } from '../wasm/math-functions.js';
import type { Term, VectorFormula } from '../wasm/vector-formula.js';
import type { Computation } from './computation.js';

/** Returns the number of a function that WebAssembly has no instruction for, and adds it to the module if it is missing. */
export type FunctionNumber = (name: MathFunction) => number;

/** Above this many kept results, locals are reused: engines limit the number of locals in a function. */
const mostLocals = 100;

/** A result that is kept in a local, and how many reads are left. */
interface Kept {
  readonly local: Local;
  left: number;
}

/**
 * Writes the code of all results that are kept in locals. Returns a term for each final result, to be used once.
 *
 * @param values the terms of the arguments
 */
export function expressionTerms(
  formula: VectorFormula,
  { results, kept, uses }: Computation,
  values: readonly Term[],
  functionNumber: FunctionNumber,
): readonly Term[] {
  const { code, lanes } = formula;
  const locals = new Map<AnyExpression, Kept>();
  const free: Local[] = [];
  const put = (node: AnyExpression): void => {
    const found = locals.get(node);
    if (found === undefined) {
      putOperation(node);
      return;
    }
    code.get(found.local);
    found.left -= 1;
    if (found.left === 0 && kept.length > mostLocals) free.push(found.local);
  };
  const putOperation = ({ operation, operands, value }: AnyExpression): void => {
    if (operation === 'argument') {
      formula.put(values[value]!);
      return;
    }
    if (operation === 'constant') {
      formula.putNumber(value);
      return;
    }
    // WebAssembly expects the condition last.
    for (let i = operation === 'where' ? 1 : 0; i < operands.length; i++) put(operands[i]!);
    switch (operation) {
      case 'stopGradient':
        return;
      case 'where':
        put(operands[0]!);
        code.vector(V128.bitselect);
        return;
      case 'exp':
      case 'log':
      case 'sin':
      case 'cos':
      case 'tanh':
      case 'sigmoid':
      case 'softplus':
        code.call(functionNumber(operation));
        return;
      default:
        // This does not compile if core gets an operation that is handled nowhere here.
        code.vector(lanes.vector[operation]);
    }
  };
  for (const node of kept) {
    putOperation(node);
    const local = free.pop() ?? formula.local();
    code.set(local);
    locals.set(node, { local, left: uses.get(node)! });
  }
  return results.map((result) => () => put(result));
}
