import { foldGraph } from '../base/fold-graph.js';
import type { AnyExpression } from './expression.js';

/**
 * Computes a result for every node of an expression's graph from the results of its operands, and returns the
 * expression's own. Each node is visited once, however often it is shared, and after its operands. The walk is a loop, so
 * a graph may be of any depth.
 *
 * @param visit computes a node's result; `operands` holds its operands' results in their order
 * @param known results by node: a node in it is not visited, and every new result is added. Several folds that share one
 * map visit no node twice
 * @param shortcut gives a node's result without visiting its operands, or undefined to visit them
 * @example
 * // How deeply an expression is nested: 2 for max(a + b, 0).
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
