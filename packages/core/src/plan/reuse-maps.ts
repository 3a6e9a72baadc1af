import { printShape } from '../base/shape.js';
import { type AnyExpression, argument, type Expression, withOperands } from '../expression/expression.js';
import type { ExpressionTable } from '../expression/expression-table.js';
import { Plan } from './plan.js';
import type { MapNode, PlanNode, UpdateNode } from './plan-node.js';

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
  const nodes = plan.nodes.map((node, index): PlanNode => {
    if (node.operation !== 'map' && node.operation !== 'update') return node;
    const reading = readAvailable(node, table, available);
    if (node.operation === 'map' && node.expression.operands.length > 0) {
      const formula = table.intern(overPositions(node.expression, node.operands));
      const shapes = available.get(formula) ?? new Map<string, number>();
      shapes.set(printShape(node.shape), index);
      available.set(formula, shapes);
    }
    return reading;
  });
  return new Plan(nodes, plan.outputs);
}

function readAvailable(
  node: MapNode | UpdateNode,
  table: ExpressionTable,
  available: ReadonlyMap<AnyExpression, ReadonlyMap<string, number>>,
): PlanNode {
  const operands = [...node.operands];
  const shape = printShape(node.shape);
  const done = new Map<AnyExpression, AnyExpression>();
  const formulas = new Map<AnyExpression, AnyExpression>();
  const visit = (part: AnyExpression): AnyExpression => {
    const known = done.get(part);
    if (known) return known;
    const place =
      part.operands.length > 0
        ? available.get(table.intern(overPositions(part, node.operands, formulas)))?.get(shape)
        : undefined;
    const result =
      place === undefined ? withOperands(part, part.operands.map(visit)) : argument(positionIn(operands, place));
    done.set(part, result);
    return result;
  };
  const expressions = (node.operation === 'map' ? [node.expression] : node.expressions).map(
    (expression) => visit(expression) as Expression,
  );
  return node.operation === 'map'
    ? { ...node, operands, expression: expressions[0]! }
    : { ...node, operands, expressions };
}

function positionIn(operands: number[], place: number): number {
  const known = operands.indexOf(place);
  return known >= 0 ? known : operands.push(place) - 1;
}

/**
 * The expression with each argument numbered by the plan position it reads, so that formulas of two nodes compare.
 *
 * @param done what was converted before, of the same node
 */
function overPositions(
  expression: AnyExpression,
  operands: readonly number[],
  done = new Map<AnyExpression, AnyExpression>(),
): AnyExpression {
  const visit = (node: AnyExpression): AnyExpression => {
    const known = done.get(node);
    if (known) return known;
    const result =
      node.operation === 'argument' ? argument(operands[node.value]!) : withOperands(node, node.operands.map(visit));
    done.set(node, result);
    return result;
  };
  return visit(expression);
}
