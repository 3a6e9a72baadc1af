import { printShape } from '../base/shape.js';
import { type AnyExpression, argument, type Expression, withOperands } from '../expression/expression.js';
import type { ExpressionTable } from '../expression/expression-table.js';
import { fold } from '../expression/fold.js';
import type { Plan } from './plan.js';
import type { MapNode, PlanNode, UpdateNode } from './plan-node.js';
import { rewritePlan } from './rewrite-plan.js';

/**
 * Reads what an earlier map has computed in place of computing it again: where a part of an expression is a map's whole
 * expression, over the same operands and of the map's shape. Derivatives are full of such parts: tanh's is 1 − tanh(x)²,
 * and tanh(x) is the layer's output.
 *
 * Maps only gain operands; those that are no longer read are dropped by the next rewriting.
 */
export function reuseMaps(plan: Plan, table: ExpressionTable): Plan {
  /** Maps by their formula over plan positions and by their shape. */
  const available = new Map<AnyExpression, Map<string, number>>();
  return rewritePlan(plan, (node, index) => {
    if (node.operation !== 'map' && node.operation !== 'update') return node;
    const reading = readAvailable(node, table, available);
    if (node.operation === 'map' && node.expression.operands.length > 0) {
      const formula = overPositions(node.operands, table)(node.expression);
      const shapes = available.get(formula) ?? new Map<string, number>();
      shapes.set(printShape(node.shape), index);
      available.set(formula, shapes);
    }
    return reading;
  });
}

function readAvailable(
  node: MapNode | UpdateNode,
  table: ExpressionTable,
  available: ReadonlyMap<AnyExpression, ReadonlyMap<string, number>>,
): PlanNode {
  const operands = [...node.operands];
  const shape = printShape(node.shape);
  const formulaOf = overPositions(node.operands, table);
  const read = (part: AnyExpression): AnyExpression | undefined => {
    const place = part.operands.length > 0 ? available.get(formulaOf(part))?.get(shape) : undefined;
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

/** Expressions with each argument numbered by the plan position that it reads, so that formulas of two nodes compare. */
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
