import { operandsOf, type Plan } from '@nnf/core';
import { computationOf } from '../kernels/computation.js';

/** Expressions that cost more are not fused: the fused code is repeated for each vector of a tile. */
const mostCost = 2000;

/**
 * Finds the products to compute within the map or update that reads them, by the consumer's position. A product is
 * fused if it has one reader, of the same shape, and is no output. It is then computed at the consumer's position in
 * the plan, where all its operands are available. A consumer is fused with one product at most.
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
    // Updates before this one may have changed parameters, so a product that reads one is not moved into an update.
    const readsParameter = node.operands.some((operand) => plan.nodes[operand]!.operation === 'parameter');
    const expressions = consumer.operation === 'update' ? consumer.expressions : [consumer.expression];
    if (
      !sameShape ||
      fused.has(reader) ||
      (consumer.operation === 'update' && readsParameter) ||
      computationOf(expressions).cost > mostCost
    )
      return;
    fused.set(reader, index);
  });
  return fused;
}
