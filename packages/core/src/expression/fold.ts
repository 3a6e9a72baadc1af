import { foldGraph } from '../base/fold-graph.js';
import type { AnyExpression } from './expression.js';

/**
 * Computes a result for every node of an expression's graph from the results of its operands, and returns the
 * expression's. It visits each node once, after its operands, even if the node is shared. The walk is a loop, so a graph may
 * have any depth.
 *
 * @param visit computes a node's result; `operands` holds the results of its operands, in order
 * @param known results by node; a node in it is not visited, and every new result is added. Folds that share this map visit
 * no node twice
 * @param shortcut returns a node's result without visiting its operands, or undefined to visit them
 * @example
 * // The nesting depth of an expression: 2 for max(a + b, 0).
 * const depth = fold<number>(expression, (_, operands) => Math.max(0, ...operands.map((below) => below + 1)));
 */
export function fold<Result extends NonNullable<unknown>>(
  expression: AnyExpression,
  visit: (node: AnyExpression, operands: readonly Result[]) => Result,
  known: Map<AnyExpression, Result> = new Map(),
  shortcut?: (node: AnyExpression) => Result | undefined,
): Result {
  return foldGraph(expression, operandsOf, visit, known, shortcut);
}

function operandsOf({ operands }: AnyExpression): readonly AnyExpression[] {
  return operands;
}
