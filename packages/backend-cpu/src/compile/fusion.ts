import { operandsOf, type Plan } from '@nnf/core';
import { computationOf } from '../kernels/computation.js';

/** An expression that takes longer than this is computed apart: a product repeats it for each part of a tile. */
const dearest = 2000;

/**
 * Which products are computed within the map or update that reads them, by the consumer's position: those that nothing
 * else reads, of the consumer's shape. The product is then made where the consumer stands in the plan; all it needs is
 * there by then. A consumer takes one product only.
 */
export function fusedProducts(plan: Plan): ReadonlyMap<number, number> {
  const readers: number[][] = plan.nodes.map(() => []);
  plan.nodes.forEach((node, index) => {
    for (const operand of new Set(operandsOf(node))) readers[operand]!.push(index);
  });
  const outputs = new Set(Object.values(plan.outputs));
  const fused = new Map<number, number>();
  plan.nodes.forEach((node, index) => {
    if (node.operation !== 'matmul' || outputs.has(index) || readers[index]!.length !== 1) return;
    const reader = readers[index]![0]!;
    const consumer = plan.nodes[reader]!;
    if (consumer.operation !== 'map' && consumer.operation !== 'update') return;
    const sameShape = consumer.shape[0] === node.shape[0] && consumer.shape[1] === node.shape[1];
    // An update runs after others may have changed their parameters: what it reads must be no parameter.
    const readsParameter = node.operands.some((operand) => plan.nodes[operand]!.operation === 'parameter');
    const expressions = consumer.operation === 'update' ? consumer.expressions : [consumer.expression];
    if (
      !sameShape ||
      fused.has(reader) ||
      (consumer.operation === 'update' && readsParameter) ||
      computationOf(expressions).cost > dearest
    )
      return;
    fused.set(reader, index);
  });
  return fused;
}
