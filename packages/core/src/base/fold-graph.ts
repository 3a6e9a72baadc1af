/**
 * Computes a result for every node of a graph from the results of its operands, and returns the root's. It visits each node
 * once, after its operands, even if the node is shared. The walk is a loop, so a graph may have any depth.
 *
 * @param visit computes a node's result; `operands` holds the results of its operands, in order
 * @param known results by node; a node in it is not visited, and every new result is added
 * @param shortcut returns a node's result without visiting its operands, or undefined to visit them
 */
export function foldGraph<Node, Result extends NonNullable<unknown>>(
  root: Node,
  operandsOf: (node: Node) => readonly Node[],
  visit: (node: Node, operands: readonly Result[]) => Result,
  known: Map<Node, Result>,
  shortcut?: (node: Node) => Result | undefined,
): Result {
  const pending = [root];
  let result: Result | undefined;
  while (pending.length > 0) {
    const node = pending[pending.length - 1]!;
    result = known.get(node) ?? shortcut?.(node);
    if (result === undefined) {
      const operands = operandsOf(node);
      const results = resultsOf(operands, known);
      if (results.length < operands.length) {
        // The first operand without a result is visited first.
        for (let i = operands.length - 1; i >= results.length; i--) pending.push(operands[i]!);
        continue;
      }
      result = visit(node, results);
    }
    known.set(node, result);
    pending.pop();
  }
  // The root is at the bottom of the stack, so its result is the last.
  return result as Result;
}

/** The results of the operands up to the first operand without one. */
function resultsOf<Node, Result>(operands: readonly Node[], known: ReadonlyMap<Node, Result>): readonly Result[] {
  const results: Result[] = [];
  for (let i = 0; i < operands.length; i++) {
    const result = known.get(operands[i]!);
    if (result === undefined) break;
    results.push(result);
  }
  return results;
}
