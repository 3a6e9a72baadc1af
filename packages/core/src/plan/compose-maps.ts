import { foldGraph } from '../base/fold-graph.js';
import { argument, constant, type Expression } from '../expression/expression.js';
import type { ExpressionTable } from '../expression/expression-table.js';
import { simplifyExpression } from '../expression/simplify-expression.js';
import { type Reach, takes } from './inlinable-maps.js';
import type { Plan } from './plan.js';
import { type MapNode, operandsOf, type PlanNode, singleNumber, type UpdateNode } from './plan-node.js';

/**
 * A plan's nodes by position, with simplified expressions and the given maps inlined. Nodes that no output or update needs
 * any more are undefined. A map or update lists every operand that it reads exactly once.
 */
export function composeMaps(
  plan: Plan,
  inlined: ReadonlyMap<number, Reach>,
  table: ExpressionTable,
): readonly (PlanNode | undefined)[] {
  const { nodes } = plan;
  const read = new Set(Object.values(plan.outputs));
  const composed: (PlanNode | undefined)[] = nodes.map(() => undefined);
  // From the end, so that maps that are only inlined are not composed themselves.
  for (let index = nodes.length - 1; index >= 0; index--) {
    let node = nodes[index]!;
    if (node.operation === 'update') for (const target of node.targets) read.add(target);
    else if (!read.has(index)) continue;
    if (node.operation === 'map' || node.operation === 'update') node = compose(node, plan, inlined, table);
    for (const operand of operandsOf(node)) read.add(operand);
    composed[index] = node;
  }
  return composed;
}

function compose(
  node: MapNode | UpdateNode,
  plan: Plan,
  inlined: ReadonlyMap<number, Reach>,
  table: ExpressionTable,
): PlanNode {
  const { nodes } = plan;
  const originals = node.operation === 'map' ? [node.expression] : node.expressions;
  if (isComposed(node, originals, plan, inlined, table)) return node;
  const isInlined = (position: number, producer: PlanNode): producer is MapNode => {
    const reach = inlined.get(position);
    if (!reach || producer.operation !== 'map') return false;
    return node.operands.includes(position) || (reach === 'readers of readers' && takes(node, producer, plan));
  };
  const sources: number[] = [];
  const symbolFor = (position: number): Expression | undefined => {
    const producer = nodes[position]!;
    const single = singleNumber(producer);
    if (single !== undefined) return constant(single);
    return isInlined(position, producer) ? undefined : argument(sources.push(position) - 1);
  };
  const known = new Map<number, Expression>();
  const replacements = node.operands.map((operand) =>
    foldGraph<number, Expression>(
      operand,
      (position) => operandsOf(nodes[position]!),
      (position, operands) => simplifyExpression((nodes[position] as MapNode).expression, operands, table),
      known,
      symbolFor,
    ),
  );
  const expressions = originals.map((expression) => simplifyExpression(expression, replacements, table));
  const used = table.argumentsOf(expressions);
  if (used.length === sources.length) return withExpressions(node, sources, expressions);
  const compact: Expression[] = [];
  used.forEach((position, place) => {
    compact[position] = argument(place);
  });
  return withExpressions(
    node,
    used.map((position) => sources[position]!),
    expressions.map((expression) => simplifyExpression(expression, compact, table)),
  );
}

/** Whether composing the node would change nothing: an earlier pass has done it. */
function isComposed(
  { operands }: MapNode | UpdateNode,
  expressions: readonly Expression[],
  { nodes }: Plan,
  inlined: ReadonlyMap<number, Reach>,
  table: ExpressionTable,
): boolean {
  return (
    expressions.every((expression) => table.simple.has(expression)) &&
    operands.every((operand) => !inlined.has(operand) && singleNumber(nodes[operand]!) === undefined) &&
    new Set(operands).size === operands.length &&
    table.argumentsOf(expressions).length === operands.length
  );
}

/** The node with other operands and expressions. The author's derivatives of the old expression are dropped. */
function withExpressions(
  node: MapNode | UpdateNode,
  operands: readonly number[],
  expressions: readonly Expression[],
): PlanNode {
  if (node.operation === 'update') return { ...node, operands, expressions };
  const { partials: _, ...map } = node;
  return { ...map, operands, expression: expressions[0]! };
}
