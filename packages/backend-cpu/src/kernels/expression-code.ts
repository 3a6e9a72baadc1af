import type { AnyExpression, Expression, ExpressionOperation } from '@nnf/core';
import { V128, type VectorOpcode } from '../wasm/instructions.js';
import type { MathFunction } from '../wasm/math-functions.js';
import type { Term, VectorFormula } from '../wasm/vector-formula.js';

/** Gives the number of a function that WebAssembly has no instruction for, and sees to it that the module has it. */
export type FunctionNumber = (name: MathFunction) => number;

/**
 * The terms that compute expressions over arguments: what is used more than once is computed now and kept, the rest when
 * the term is used.
 */
export function expressionTerms(
  formula: VectorFormula,
  expressions: readonly Expression[],
  values: readonly Term[],
  functionNumber: FunctionNumber,
): readonly Term[] {
  const uses = countUses(expressions);
  const terms = new Map<AnyExpression, Term>();
  const termOf = (node: AnyExpression): Term => {
    const known = terms.get(node);
    if (known) return known;
    const operands = node.operands.map(termOf);
    let term = operationTerm(formula, node, operands, values, functionNumber);
    if (node.operands.length > 0 && uses.get(node)! > 1) term = formula.let(term);
    terms.set(node, term);
    return term;
  };
  return expressions.map(termOf);
}

function operationTerm(
  formula: VectorFormula,
  node: AnyExpression,
  operands: readonly Term[],
  values: readonly Term[],
  functionNumber: FunctionNumber,
): Term {
  const { operation } = node;
  if (operation === 'constant') return formula.number(node.value);
  if (operation === 'argument') return values[node.value]!;
  if (operation === 'stopGradient') return operands[0]!;
  if (operation === 'where') return formula.select(operands[0]!, operands[1]!, operands[2]!);
  if (isMathFunction(operation)) {
    const number = functionNumber(operation);
    return () => {
      formula.put(operands[0]!);
      formula.code.call(number);
    };
  }
  const instruction: VectorOpcode =
    operation in logical
      ? logical[operation as keyof typeof logical]
      : formula.lanes.vector[operation as keyof typeof formula.lanes.vector];
  return formula.op(instruction, ...operands);
}

const logical = { and: V128.and, or: V128.or, not: V128.not } as const;

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
  const visit = (node: AnyExpression): void => {
    const count = uses.get(node) ?? 0;
    uses.set(node, count + 1);
    if (count === 0) node.operands.forEach(visit);
  };
  expressions.forEach(visit);
  return uses;
}
