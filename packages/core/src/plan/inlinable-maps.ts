import { sameShape } from '../base/shape.js';
import type { ExpressionOperation } from '../expression/expression.js';
import type { Plan } from './plan.js';
import { type MapNode, operandsOf, type PlanNode } from './plan-node.js';

/** How far a map may be inlined: into the maps and updates that read it, or also into those that these are inlined into. */
export type Reach = 'readers' | 'readers of readers';

/**
 * Which maps go into what consumes them, by position: those that only maps and updates read, and that have one reader of
 * their own shape or cost next to nothing to compute again. What a product, a reduction or an output reads is kept in
 * memory anyway, so reading it there is cheaper.
 */
export function inlinableMaps(plan: Plan): ReadonlyMap<number, Reach> {
  const { nodes } = plan;
  const readers = readersOf(plan);
  const outputs = new Set(Object.values(plan.outputs));
  const found = new Map<number, Reach>();
  // From the end, so that it is known what becomes of a map's readers.
  for (let index = nodes.length - 1; index >= 0; index--) {
    const node = nodes[index]!;
    if (node.operation !== 'map' || outputs.has(index)) continue;
    const own = readers[index]!;
    if (!own.every((reader) => takes(nodes[reader]!, node, plan))) continue;
    const only = own.length === 1 ? own[0]! : -1;
    if (only >= 0 && sameShape(nodes[only]!.shape, node.shape)) {
      // A reader that is inlined into several would have it computed in each of them.
      found.set(index, found.get(only) === 'readers' ? 'readers' : 'readers of readers');
    } else if (isCheap(node)) found.set(index, 'readers');
  }
  return found;
}

/** Whether a map may be inlined into what reads it. */
export function takes(consumer: PlanNode, map: MapNode, { nodes }: Plan): boolean {
  if (consumer.operation === 'map') return true;
  if (consumer.operation !== 'update') return false;
  // An update reads no parameter but its own, so that updates need no order among them.
  return map.operands.every(
    (operand) => nodes[operand]!.operation !== 'parameter' || consumer.targets.includes(operand),
  );
}

/** A copy, a constant, or one operation of the cheapest: computing it again costs less than storing it. */
function isCheap({ expression }: MapNode): boolean {
  return cheapest.has(expression.operation) && expression.operands.every((operand) => operand.operands.length === 0);
}

const cheapest: ReadonlySet<ExpressionOperation> = /* @__PURE__ */ new Set<ExpressionOperation>([
  'argument',
  'constant',
  'add',
  'sub',
  'mul',
  'neg',
  'max',
  'min',
]);

/** By position, the positions of the nodes that read it. */
function readersOf({ nodes }: Plan): readonly (readonly number[])[] {
  const readers: number[][] = nodes.map(() => []);
  for (let index = 0; index < nodes.length; index++) {
    for (const operand of operandsOf(nodes[index]!)) {
      const known = readers[operand]!;
      if (known[known.length - 1] !== index) known.push(index);
    }
  }
  return readers;
}
