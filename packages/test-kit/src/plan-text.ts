import {
  type Expression,
  isCondition,
  isExpression,
  loadExpression,
  Plan,
  type PlanNode,
  type SavedExpression,
  saveExpression,
} from '@nnf/core';

/** The plan with every expression saved and loaded again, as in a saved model. */
export function throughText(plan: Plan): Plan {
  const reload = (expression: Expression): Expression =>
    loadExpression(JSON.parse(JSON.stringify(saveExpression(expression))) as SavedExpression);
  const nodes = plan.nodes.map((node): PlanNode => {
    if (node.operation === 'map') {
      const partials = node.partials?.map(reload);
      return { ...node, expression: reload(node.expression), ...(partials && { partials }) };
    }
    if (node.operation === 'random') return { ...node, expression: reload(node.expression) };
    return node.operation === 'update' ? { ...node, expressions: node.expressions.map(reload) } : node;
  });
  return new Plan(nodes, plan.outputs);
}

/** The whole plan as text. Two plans have the same text exactly if they are equal. */
export function textOf({ nodes, outputs }: Plan): string {
  return JSON.stringify({ nodes, outputs }, (_, value: unknown) => {
    if (isExpression(value) && !isCondition(value)) return saveExpression(value);
    if (Object.is(value, -0)) return '-0';
    return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
  });
}
