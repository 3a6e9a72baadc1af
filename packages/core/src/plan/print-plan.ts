import { printable } from '../base/printable.js';
import { printShape } from '../base/shape.js';
import { printExpression } from '../expression/print-expression.js';
import type { Plan } from './plan.js';
import type { PlanNode } from './plan-node.js';

/**
 * A plan as text, one line per operation: its position, operation, operands, shape and label.
 *
 * @example
 * console.log(printPlan(network.plan));
 */
export function printPlan(plan: Plan): string {
  const outputs = new Map<number, string[]>();
  for (const [name, node] of Object.entries(plan.outputs)) outputs.set(node, [...(outputs.get(node) ?? []), name]);
  const lines = plan.nodes.map((node, number) => {
    const names = outputs.get(number)?.map((name) => `=> ${name}`) ?? [];
    return [
      `%${number} = ${printNode(node)}`,
      printShape(node.shape),
      printable([node.label, ...names].filter(Boolean).join(' '), 500),
    ] as const;
  });
  const widths = ([0, 1] as const).map((column) =>
    Math.min(100, Math.max(0, ...lines.map((line) => line[column].length))),
  );
  return lines
    .map(([what, shape, label]) => `${what.padEnd(widths[0]!)}  ${shape.padEnd(widths[1]!)}  ${label}`.trimEnd())
    .join('\n');
}

/** The first four numbers. */
function printNumbers(values: Float64Array): string {
  const first = Array.from(values.subarray(0, 4), (value) => (Object.is(value, -0) ? '-0' : String(value)));
  return [...first, ...(values.length > first.length ? ['…'] : [])].join(' ');
}

function printNode(node: PlanNode): string {
  const references = (numbers: readonly number[]): string => numbers.map((number) => `%${number}`).join(' ');
  switch (node.operation) {
    case 'input':
    case 'parameter':
    case 'scalar':
      return node.operation;
    case 'constant':
      return `constant ${printNumbers(node.values)}`;
    case 'index':
      return `index of ${node.axis}`;
    case 'matmul': {
      const [a, b] = node.operands.map((operand, i) => `%${operand}${node.transposed[i] ? 'ᵀ' : ''}`);
      return `matmul ${a} ${b}`;
    }
    case 'map':
      return `map ${printExpression(node.expression)}  ${references(node.operands)}`.trimEnd();
    case 'reduce':
      return `reduce ${node.reduction} over ${node.axis}  ${references(node.operands)}`;
    case 'random':
      return `random uniform ${node.stream}  ${references(node.operands)}`;
    case 'update': {
      const changes = node.targets.map((target, i) => `%${target} <- ${printExpression(node.expressions[i]!)}`);
      return `update ${changes.join(', ')}  ${references(node.operands)}`;
    }
  }
}
