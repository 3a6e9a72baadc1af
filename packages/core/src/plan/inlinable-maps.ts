import { sameShape } from '../base/shape.js';
import type { ExpressionOperation } from '../expression/expression.js';
import type { Plan } from './plan.js';
import { type MapNode, operandsOf, type PlanNode } from './plan-node.js';

/** How far a map may be inlined: only into its readers, or, where a reader is inlined itself, also into that reader's readers. */
export type Reach = 'readers' | 'readers of readers';

/**
 * The maps to inline into their readers, by position. Only maps and updates read them, and either there is one reader of the
 * same shape or computing them again costs almost nothing. A map that a product, a reduction or an output reads is stored in
 * memory anyway, so reading it is cheaper than computing it again.
 */
export function inlinableMaps(plan: Plan): ReadonlyMap<number, Reach> {
  const { nodes } = plan;
  const readers = readersOf(plan);
  const outputs = new Set(Object.values(plan.outputs));
  const found = new Map<number, Reach>();
  // From the end: a map's readers are decided before the map.
  for (let index = nodes.length - 1; index >= 0; index--) {
    const node = nodes[index]!;
    if (node.operation !== 'map' || outputs.has(index)) continue;
    const own = readers[index]!;
    if (!own.every((reader) => takes(nodes[reader]!, node, plan))) continue;
    const only = own.length === 1 ? own[0]! : -1;
    if (only >= 0 && sameShape(nodes[only]!.shape, node.shape)) {
      // If the reader is itself inlined into several, the map would be computed in each of them.
      found.set(index, found.get(only) === 'readers' ? 'readers' : 'readers of readers');
    } else if (isCheap(node)) found.set(index, 'readers');
  }
  return found;
}

/** Whether a map may be inlined into a reader. */
export function takes(consumer: PlanNode, map: MapNode, { nodes }: Plan): boolean {
  if (consumer.operation === 'map') return true;
  if (consumer.operation !== 'update') return false;
  // An update may read only its own parameters: the order of updates must not matter.
  return map.operands.every(
    (operand) => nodes[operand]!.operation !== 'parameter' || consumer.targets.includes(operand),
  );
}

/** Whether computing the map again costs less than storing it: a copy, a constant, or one cheap operation. */
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

/** For each node, the positions of the nodes that read it. */
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
