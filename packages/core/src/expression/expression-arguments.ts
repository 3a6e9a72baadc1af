import type { AnyExpression } from './expression.js';
import { nodesOf } from './expression-nodes.js';

/**
 * The positions of the arguments that the expressions read, ascending.
 *
 * @example
 * usedArguments([max(argument(2), argument(0))]); // [0, 2]
 */
export function usedArguments(expressions: readonly AnyExpression[]): readonly number[] {
  const positions = new Set<number>();
  for (const { operation, value } of nodesOf(expressions)) if (operation === 'argument') positions.add(value);
  return [...positions].sort((a, b) => a - b);
}
