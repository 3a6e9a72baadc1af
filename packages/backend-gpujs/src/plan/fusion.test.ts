import { map, mul, PlanBuilder, sub, type Tensor } from '@nnf/core';
import { describe, expect, it } from 'vitest';
import { fuse, mostMatrices, mostOperations } from './fusion.js';

describe('a chain of 20,000 maps', () => {
  it.each([
    ['of one matrix', 1],
    ['of fifty matrices in turn', 50],
  ])('%s becomes kernels within the limits', (_, count) => {
    const builder = new PlanBuilder();
    const matrices = Array.from({ length: count }, (_, i) => builder.parameter(`p${i}`, 'weight', [1, 1]));
    let last: Tensor = matrices[0]!;
    for (let i = 0; i < 20_000; i++) last = map((x, y) => sub(1, mul(x, y)), last, matrices[i % count]!);
    builder.output('last', last);
    const plan = builder.build();
    for (const isPassExpensive of [true, false]) {
      const { isInlined, matricesOf, operationsOf } = fuse(plan, isPassExpensive);
      const kernels = plan.nodes.flatMap(({ operation }, i) => (operation === 'map' && !isInlined(i) ? [i] : []));
      for (const kernel of kernels) {
        expect(operationsOf(kernel)).toBeLessThanOrEqual(mostOperations);
        expect(matricesOf(kernel).size).toBeLessThanOrEqual(mostMatrices);
      }
      // A map has 5 operations, and reads one more matrix.
      expect(kernels.length).toBeLessThanOrEqual(count === 1 ? 20_000 / 200 : 20_000 / 5);
    }
  });
});
