import { type AnyExpression, constant, type Expression, neg, withOperands } from './expression.js';
import { ExpressionTable } from './expression-table.js';
import { fold } from './fold.js';

/**
 * The same function with less work: equal parts shared, identities dropped, constants combined, and arguments replaced.
 *
 * Only rewritings that keep every bit are made (IEEE 754): x·1, x/1, x−0, −(−x), −(−x·y) = x·y, x·−1 = −x. Not x+0 (−0+0 is +0), not x·0
 * (NaN·0 is NaN), not x−x.
 *
 * @param replacements what stands in for each argument, by position; an argument without one stays
 * @param table where equal parts are found: one for all that are compared afterwards
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

/** The operands with the first negation taken away. */
function droppedNegation(operands: readonly AnyExpression[]): readonly AnyExpression[] {
  const first = operands.findIndex(isNegation);
  return operands.map((operand, i) => (i === first ? operand.operands[0]! : operand));
}

/** Whether the node is this very constant; 0 is not −0. */
function isNumber(node: AnyExpression, value: number): boolean {
  return node.operation === 'constant' && Object.is(node.value, value);
}

/** Constants combined where float32 gives the same: what a backend computes with is not known here. */
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
