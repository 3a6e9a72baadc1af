import { sameShape } from '../base/shape.js';
import type { ExpressionOperation } from '../expression/expression.js';
import type { Plan } from './plan.js';
import { type MapNode, operandsOf, type PlanNode } from './plan-node.js';

/**
 * Which maps go into what consumes them, by position: those that only maps and updates read, and that have one reader of
 * their own shape or cost next to nothing to compute again. What a product, a reduction or an output reads is kept in
 * memory anyway, so reading it there is cheaper.
 */
export function inlinableMaps(plan: Plan): ReadonlySet<number> {
  const readers = readersOf(plan);
  const outputs = new Set(Object.values(plan.outputs));
  const found = new Set<number>();
  plan.nodes.forEach((node, index) => {
    if (node.operation !== 'map' || outputs.has(index)) return;
    const consumers = readers[index] ?? [];
    if (!consumers.every((consumer) => takes(consumer, node, plan))) return;
    const once = consumers.length === 1 && sameShape(consumers[0]!.shape, node.shape);
    if (once || isCheap(node)) found.add(index);
  });
  return found;
}

function takes(consumer: PlanNode, map: MapNode, plan: Plan): boolean {
  if (consumer.operation === 'map') return true;
  if (consumer.operation !== 'update') return false;
  // An update reads no parameter but its own, so that updates need no order among them.
  return map.operands.every(
    (operand) => plan.nodes[operand]!.operation !== 'parameter' || consumer.targets.includes(operand),
  );
}

/** A copy, a constant, or one operation of the cheapest: computing it again costs less than storing it. */
function isCheap({ expression }: MapNode): boolean {
  return cheapest.has(expression.operation) && expression.operands.every((operand) => operand.operands.length === 0);
}

const cheapest: ReadonlySet<ExpressionOperation> = new Set([
  'argument',
  'constant',
  'add',
  'sub',
  'mul',
  'neg',
  'max',
  'min',
]);

function readersOf(plan: Plan): readonly (readonly PlanNode[])[] {
  const readers: PlanNode[][] = plan.nodes.map(() => []);
  for (const node of plan.nodes) for (const operand of new Set(operandsOf(node))) readers[operand]!.push(node);
  return readers;
}
