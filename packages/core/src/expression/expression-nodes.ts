import type { AnyExpression } from './expression.js';
import { fold } from './fold.js';

/**
 * The nodes of the expressions' graphs. Each comes once, after its operands.
 *
 * @example
 * [...nodesOf([max(add(argument(0), 1), 0)])].map(({ operation }) => operation); // argument, constant, add, constant, max
 */
export function nodesOf(expressions: readonly AnyExpression[]): Iterable<AnyExpression> {
  // A map iterates over its keys in insertion order.
  const found = new Map<AnyExpression, true>();
  for (const expression of expressions) fold(expression, () => true as const, found);
  return found.keys();
}
