import { type AnyExpression, type Expression, type ExpressionOperation, fold, nodesOf } from '@nnf/core';
import { V128 } from '../wasm/instructions.js';
import type { MathFunction } from '../wasm/math-functions.js';
import type { Term, VectorFormula } from '../wasm/vector-formula.js';

/** Gives the number of a function that WebAssembly has no instruction for, and sees to it that the module has it. */
export type FunctionNumber = (name: MathFunction) => number;

/** Terms nest no deeper than this: a term calls its operands' terms, and their values wait on WebAssembly's stack. */
const deepest = 200;

/** A term, and how many operations deep it nests. */
interface Nested {
  readonly term: Term;
  readonly depth: number;
}

/**
 * The terms that compute expressions over arguments: what is used more than once, or is nested deeply, is computed now and
 * kept, the rest when the term is used. Each term is to be used once.
 */
export function expressionTerms(
  formula: VectorFormula,
  expressions: readonly Expression[],
  values: readonly Term[],
  functionNumber: FunctionNumber,
): readonly Term[] {
  const uses = countUses(expressions);
  const known = new Map<AnyExpression, Nested>();
  const nest = (node: AnyExpression, operands: readonly Nested[]): Nested => {
    const terms = operands.map(({ term }) => term);
    const term = operationTerm(formula, node, terms, values, functionNumber);
    if (terms.length === 0) return { term, depth: 0 };
    const depth = operands.reduce((most, operand) => Math.max(most, operand.depth), 0) + 1;
    const count = uses.get(node)!;
    return count > 1 || depth > deepest ? { term: formula.letFor(count, term), depth: 0 } : { term, depth };
  };
  return expressions.map((expression) => fold(expression, nest, known).term);
}

function operationTerm(
  formula: VectorFormula,
  node: AnyExpression,
  operands: readonly Term[],
  values: readonly Term[],
  functionNumber: FunctionNumber,
): Term {
  const { operation } = node;
  switch (operation) {
    case 'constant':
      return formula.number(node.value);
    case 'argument':
      return values[node.value]!;
    case 'stopGradient':
      return operands[0]!;
    case 'where':
      return formula.select(operands[0]!, operands[1]!, operands[2]!);
    case 'and':
    case 'or':
    case 'not':
      return formula.op(V128[operation], ...operands);
    case 'exp':
    case 'log':
    case 'tanh':
    case 'sigmoid':
    case 'softplus': {
      const number = functionNumber(operation);
      return () => {
        formula.put(operands[0]!);
        formula.code.call(number);
      };
    }
    default:
      // An operation of core that is in no list here has no instruction either, and does not compile.
      return formula.op(formula.lanes.vector[operation], ...operands);
  }
}

function isMathFunction(operation: ExpressionOperation): operation is MathFunction {
  return (
    operation === 'exp' ||
    operation === 'log' ||
    operation === 'tanh' ||
    operation === 'sigmoid' ||
    operation === 'softplus'
  );
}

/** About how many vector operations the expressions take. */
export function costOf(expressions: readonly Expression[]): number {
  return [...countUses(expressions).keys()].reduce((sum, { operation }) => {
    if (isMathFunction(operation)) return sum + 25;
    return sum + (operation === 'div' || operation === 'sqrt' ? 5 : 1);
  }, 0);
}

/** How often each node is an operand or a result. */
function countUses(expressions: readonly Expression[]): ReadonlyMap<AnyExpression, number> {
  const uses = new Map<AnyExpression, number>();
  const use = (node: AnyExpression): void => {
    uses.set(node, (uses.get(node) ?? 0) + 1);
  };
  for (const node of nodesOf(expressions)) node.operands.forEach(use);
  expressions.forEach(use);
  return uses;
}
