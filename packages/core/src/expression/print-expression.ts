import type { AnyExpression, ExpressionOperation } from './expression.js';

const infix: { readonly [operation in ExpressionOperation]?: readonly [symbol: string, precedence: number] } = {
  or: ['or', 1],
  and: ['and', 2],
  gt: ['>', 3],
  ge: ['>=', 3],
  lt: ['<', 3],
  le: ['<=', 3],
  eq: ['=', 3],
  add: ['+', 4],
  sub: ['-', 4],
  mul: ['*', 5],
  div: ['/', 5],
};

/**
 * The expression as a formula, its arguments named a, b, c, …; what goes beyond `limit` operations is shown as `…`, since
 * shared parts are written out and a derivative's formula can be far longer than its graph.
 *
 * @example
 * printExpression(max(add(argument(0), argument(1)), 0)); // 'max(a + b, 0)'
 */
export function printExpression(expression: AnyExpression, limit = 200): string {
  return print(expression, 0, { left: limit });
}

function print(node: AnyExpression, outer: number, budget: { left: number }): string {
  if (budget.left-- <= 0) return '…';
  if (node.operation === 'constant') return Object.is(node.value, -0) ? '-0' : String(node.value);
  if (node.operation === 'argument') return argumentName(node.value);
  const rule = infix[node.operation];
  if (rule) {
    const [symbol, precedence] = rule;
    const [left, right] = node.operands as readonly [AnyExpression, AnyExpression];
    // The right side binds one tighter: a - (b - c) keeps its parentheses.
    const text = `${print(left, precedence, budget)} ${symbol} ${print(right, precedence + 1, budget)}`;
    return precedence < outer ? `(${text})` : text;
  }
  if (node.operation === 'neg') return `-${print(node.operands[0]!, 6, budget)}`;
  return `${node.operation}(${node.operands.map((operand) => print(operand, 0, budget)).join(', ')})`;
}

/** a to z, then a1, b1, … */
export function argumentName(position: number): string {
  const letter = String.fromCharCode(97 + (position % 26));
  return position < 26 ? letter : `${letter}${Math.floor(position / 26)}`;
}
