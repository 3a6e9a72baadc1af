import { Plan } from './plan.js';
import type { PlanNode } from './plan-node.js';

/**
 * A plan made of another, node by node in its order.
 *
 * @param rewrite gives what becomes of a node, with its operands at their places in the old plan; undefined drops the node,
 * which nothing may read
 * @param place adds a node, with its operands at their places in the new plan, and returns where what it stands for is
 * found: where an equal node is, for one. It may add others before it. Left out, each node is added
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

/** Adds the node, and returns its place. */
export function addNode(node: PlanNode, nodes: PlanNode[]): number {
  return nodes.push(node) - 1;
}

/** The node with its operands' new places. */
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
