import { Plan } from './plan.js';
import type { PlanNode } from './plan-node.js';

/**
 * Builds a plan from another, node by node in order.
 *
 * @param rewrite returns the new node, whose operands are still positions in the old plan, or undefined to drop the node; no
 * other node may read a dropped one
 * @param place adds a node, whose operands are positions in the new plan, and returns the position of its value: that of an
 * equal node, for example. It may add other nodes first. By default every node is added
 * @example
 * // Replaces tanh by a cheaper expression in every map:
 * rewritePlan(plan, (node) => (node.operation === 'map' ? { ...node, expression: withoutTanh(node.expression) } : node));
 */
export function rewritePlan(
  { nodes: old, outputs }: Plan,
  rewrite: (node: PlanNode, index: number) => PlanNode | undefined,
  place: (node: PlanNode, nodes: PlanNode[]) => number = addNode,
): Plan {
  const nodes: PlanNode[] = [];
  const moved: number[] = [];
  for (let index = 0; index < old.length; index++) {
    const node = rewrite(old[index]!, index);
    if (node) moved[index] = place(renumber(node, moved), nodes);
  }
  const movedOutputs = Object.entries(outputs).map(([name, index]) => [name, moved[index]!] as const);
  return new Plan(nodes, Object.fromEntries(movedOutputs));
}

/** Adds the node, and returns its position. */
export function addNode(node: PlanNode, nodes: PlanNode[]): number {
  return nodes.push(node) - 1;
}

/** The node with the new positions of its operands. */
function renumber(node: PlanNode, moved: readonly number[]): PlanNode {
  const place = (index: number): number => moved[index]!;
  switch (node.operation) {
    case 'matmul':
      return { ...node, operands: [place(node.operands[0]), place(node.operands[1])] };
    case 'reduce':
      return { ...node, operands: [place(node.operands[0])] };
    case 'map':
    case 'random':
      return { ...node, operands: node.operands.map(place) };
    case 'update':
      return { ...node, operands: node.operands.map(place), targets: node.targets.map(place) };
    default:
      return node;
  }
}
