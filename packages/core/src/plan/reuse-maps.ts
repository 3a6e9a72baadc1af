import { sameShape } from '../base/shape.js';
import { type AnyExpression, argument, type Expression, withOperands } from '../expression/expression.js';
import type { ExpressionTable } from '../expression/expression-table.js';
import { fold } from '../expression/fold.js';
import type { Plan } from './plan.js';
import type { MapNode, PlanNode, UpdateNode } from './plan-node.js';
import { rewritePlan } from './rewrite-plan.js';

/**
 * Replaces a part of an expression by the result of an earlier map that computes it: the same expression over the same
 * operands, with the same shape. Derivatives have many such parts: the derivative of tanh is 1 − tanh(x)², and tanh(x) is
 * the layer's output.
 *
 * Maps only gain operands. The next rewriting drops operands that are no longer read.
 */
export function reuseMaps(plan: Plan, table: ExpressionTable): Plan {
  /** Earlier maps by their first operand. A node that contains a map's expression reads that operand too. */
  const maps = new Map<number | undefined, AvailableMap[]>();
  return rewritePlan(plan, (node, index) => {
    if (node.operation !== 'map' && node.operation !== 'update') return node;
    const candidates: AvailableMap[] = [];
    for (const operand of [undefined, ...node.operands]) {
      for (const candidate of maps.get(operand) ?? []) if (mayContain(node, candidate.map)) candidates.push(candidate);
    }
    if (node.operation === 'map' && node.expression.operands.length > 0) {
      const [first] = node.operands;
      const others = maps.get(first);
      if (others) others.push({ map: node, index });
      else maps.set(first, [{ map: node, index }]);
    }
    return candidates.length > 0 ? readAvailable(node, candidates, table) : node;
  });
}

/** Whether a node has the map's shape and reads all of its operands. */
function mayContain({ operands, shape }: MapNode | UpdateNode, map: MapNode): boolean {
  return sameShape(map.shape, shape) && map.operands.every((operand) => operands.includes(operand));
}

/** A map that a later node may read, and its position in the plan. */
interface AvailableMap {
  readonly map: MapNode;
  readonly index: number;
  /** The map's expression over plan positions, computed when it is first compared. */
  formula?: AnyExpression;
}

function readAvailable(
  node: MapNode | UpdateNode,
  candidates: readonly AvailableMap[],
  table: ExpressionTable,
): PlanNode {
  const places = new Map<AnyExpression, number>();
  for (const candidate of candidates) {
    candidate.formula ??= overPositions(candidate.map.operands, table)(candidate.map.expression);
    places.set(candidate.formula, candidate.index);
  }
  const operands = [...node.operands];
  const formulaOf = overPositions(node.operands, table);
  const read = (part: AnyExpression): AnyExpression | undefined => {
    const place = part.operands.length > 0 ? places.get(formulaOf(part)) : undefined;
    return place === undefined ? undefined : argument(positionIn(operands, place));
  };
  const done = new Map<AnyExpression, AnyExpression>();
  const expressions = (node.operation === 'map' ? [node.expression] : node.expressions).map(
    (expression) => fold(expression, withOperands, done, read) as Expression,
  );
  return node.operation === 'map'
    ? { ...node, operands, expression: expressions[0]! }
    : { ...node, operands, expressions };
}

function positionIn(operands: number[], place: number): number {
  const known = operands.indexOf(place);
  return known >= 0 ? known : operands.push(place) - 1;
}

/** Renumbers each argument to the plan position that it reads, so that expressions of different nodes are comparable. */
function overPositions(
  operands: readonly number[],
  table: ExpressionTable,
): (expression: AnyExpression) => AnyExpression {
  const done = new Map<AnyExpression, AnyExpression>();
  return (expression) =>
    fold<AnyExpression>(
      expression,
      (node, parts) =>
        table.intern(node.operation === 'argument' ? argument(operands[node.value]!) : withOperands(node, parts)),
      done,
    );
}
