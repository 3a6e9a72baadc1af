import { type AnyExpression, constant, type Expression, neg, withOperands } from './expression.js';
import { ExpressionTable } from './expression-table.js';
import { fold } from './fold.js';

/**
 * Simplifies an expression without changing its value: shares equal parts, drops identities, folds constants, and replaces
 * arguments.
 *
 * It makes only rewritings that keep every bit (IEEE 754): x·1, x/1, x−0, −(−x), −(−x·y) = x·y, x·−1 = −x. It keeps x+0
 * (−0+0 is +0), x·0 (NaN·0 is NaN) and x−x.
 *
 * @param replacements an expression for each argument, by position; an argument without one stays
 * @param table interns the result; pass one table for all expressions that are compared later
 * @example
 * printExpression(simplifyExpression(mul(add(argument(0), 0.5), 1))); // 'a + 0.5'
 */
export function simplifyExpression(
  expression: Expression,
  replacements: readonly (Expression | undefined)[] = [],
  table: ExpressionTable = new ExpressionTable(),
): Expression {
  const simple = fold<AnyExpression>(expression, (node, operands) =>
    table.intern(
      node.operation === 'argument' ? (replacements[node.value] ?? node) : rewrite(withOperands(node, operands)),
    ),
  ) as Expression;
  table.simple.add(simple);
  return simple;
}

function rewrite(node: AnyExpression): AnyExpression {
  const [a, b, c] = node.operands as readonly [Expression, Expression, AnyExpression];
  switch (node.operation) {
    case 'stopGradient':
      return a;
    case 'neg':
      if (a.operation === 'neg') return a.operands[0]!;
      if ((a.operation === 'mul' || a.operation === 'div') && a.operands.some(isNegation)) {
        return withOperands(a, droppedNegation(a.operands));
      }
      return a.operation === 'constant' ? constant(-a.value) : node;
    case 'add':
      return combine(node, a, b, (x, y) => x + y);
    case 'sub':
      return isNumber(b, 0) ? a : combine(node, a, b, (x, y) => x - y);
    case 'mul':
      if (isNumber(b, 1)) return a;
      if (isNumber(a, 1)) return b;
      if (isNumber(b, -1)) return rewrite(neg(a));
      if (isNumber(a, -1)) return rewrite(neg(b));
      return combine(node, a, b, (x, y) => x * y);
    case 'div':
      return isNumber(b, 1) ? a : combine(node, a, b, (x, y) => x / y);
    case 'where':
      return b === c ? b : node;
    default:
      return node;
  }
}

const isNegation = (node: AnyExpression): boolean => node.operation === 'neg';

/** The operands without the first negation. */
function droppedNegation(operands: readonly AnyExpression[]): readonly AnyExpression[] {
  const first = operands.findIndex(isNegation);
  return operands.map((operand, i) => (i === first ? operand.operands[0]! : operand));
}

/** Whether the node is this constant; 0 is not −0. */
function isNumber(node: AnyExpression, value: number): boolean {
  return node.operation === 'constant' && Object.is(node.value, value);
}

/** Folds constants if float32 has the same result as float64: the backend may compute in either. */
function combine(
  node: AnyExpression,
  a: Expression,
  b: Expression,
  compute: (x: number, y: number) => number,
): AnyExpression {
  if (a.operation !== 'constant' || b.operation !== 'constant') return node;
  const value = compute(a.value, b.value);
  return [a.value, b.value, value].every((x) => Object.is(Math.fround(x), x)) && !Number.isNaN(value)
    ? constant(value)
    : node;
}
