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
 * The expression as a formula, with arguments named a, b, c, …. Shared parts are written out each time, so a derivative's
 * formula can be far longer than its graph.
 *
 * @param limit the number of operations to print; the others appear as `…`
 * @example
 * printExpression(max(add(argument(0), argument(1)), 0)); // 'max(a + b, 0)'
 */
export function printExpression(expression: AnyExpression, limit = 200): string {
  // Not a fold: shared parts are printed each time, and the limit counts operations in reading order.
  let text = '';
  let left = limit;
  const pending: (string | Term)[] = [{ node: expression, outer: 0 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (typeof next === 'string') text += next;
    else if (left-- <= 0) text += '…';
    else pending.push(...partsOf(next).reverse());
  }
  return text;
}

/** A node, and the precedence of the operator around it. */
interface Term {
  readonly node: AnyExpression;
  readonly outer: number;
}

/** A node's text, with terms in place of its operands' text. */
function partsOf({ node, outer }: Term): (string | Term)[] {
  const { operation, operands, value } = node;
  if (operation === 'constant') return [Object.is(value, -0) ? '-0' : String(value)];
  if (operation === 'argument') return [argumentName(value)];
  const rule = infix[operation];
  if (rule) {
    const [symbol, precedence] = rule;
    const [left, right] = operands as readonly [AnyExpression, AnyExpression];
    // Operators are left-associative: a - (b - c) keeps its parentheses.
    const parts = [{ node: left, outer: precedence }, ` ${symbol} `, { node: right, outer: precedence + 1 }];
    return precedence < outer ? ['(', ...parts, ')'] : parts;
  }
  if (operation === 'neg') return ['-', { node: operands[0]!, outer: 6 }];
  return [
    `${operation}(`,
    ...operands.flatMap((operand, i) => [...(i > 0 ? [', '] : []), { node: operand, outer: 0 }]),
    ')',
  ];
}

/** a to z, then a1, b1, … */
export function argumentName(position: number): string {
  const letter = String.fromCharCode(97 + (position % 26));
  return position < 26 ? letter : `${letter}${Math.floor(position / 26)}`;
}
