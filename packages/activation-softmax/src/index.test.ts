import { gradient, PlanBuilder, reduceSum } from '@nnf/core';
import { activationSuite } from '@nnf/test-kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activationOf } from '../../core/src/testing/activation-of.js';
import { numberTypes } from '../../core/src/testing/loss-of.js';
import { evenlySpread } from '../../core/src/testing/random-number.js';
import { softmax } from './index.js';

const row = fc.array(evenlySpread(-10, 10), { minLength: 1, maxLength: 7 });

activationSuite(softmax, {
  formula: (row) => {
    const powers = row.map((x) => Math.exp(x - Math.max(...row)));
    return powers.map((power) => power / powers.reduce((sum, value) => sum + value, 0));
  },
});

describe('softmax', () => {
  it('offers log p, and not log(1 − p)', () => {
    expect([typeof softmax.log, typeof softmax.logComplement]).toEqual(['function', 'undefined']);
  });

  it('has the product p ∘ (v − v·p) with every vector v', () => {
    fc.assert(
      fc.property(row, fc.array(evenlySpread(-3, 3), { minLength: 7, maxLength: 7 }), (x, numbers) => {
        const vector = numbers.slice(0, x.length);
        const { output, product } = activationOf(softmax, x, vector);
        const mean = output.reduce((sum, p, i) => sum + p * vector[i]!, 0);
        output.forEach((p, i) => {
          expect(product[i]).toBeCloseTo(p * (vector[i]! - mean), 13);
        });
      }),
      { numRuns: 40 },
    );
  });

  it('has the derivative of equal elements where they are the largest', () => {
    const { product } = activationOf(softmax, [2, 2, 2], [1, 0, 0]);
    expect(product[0]).toBeCloseTo(2 / 9, 15);
    expect(product[1]).toBeCloseTo(-1 / 9, 15);
    expect(product[2]).toBeCloseTo(-1 / 9, 15);
  });

  it.each(numberTypes)('is finite and right however far apart the logits are, in %s', (_, round) => {
    for (const far of [1000, 1e4]) {
      const { output, log, product } = activationOf(softmax, [far, -far, 0], [1, 2, 3], round);
      expect(output).toEqual([1, 0, 0]);
      expect(log).toEqual([0, -2 * far, -far]);
      expect(product.map(Math.abs)).toEqual([0, 0, 0]);
      const same = activationOf(softmax, [far, far, far, far], [1, 0, 0, 0], round);
      expect(same.output).toEqual([0.25, 0.25, 0.25, 0.25]);
      expect(same.log).toEqual(Array(4).fill(-round(Math.log(4))));
      expect(same.product).toEqual([0.1875, -0.0625, -0.0625, -0.0625]);
      expect(activationOf(softmax, [-far], [1], round)).toMatchObject({ output: [1], log: [0] });
    }
  });

  it('lets no gradient flow through the maximum, which would cost and change nothing', () => {
    const builder = new PlanBuilder();
    const x = builder.input('x', 3);
    gradient(reduceSum(softmax.log!(x), 'both'), [x]);
    gradient(reduceSum(softmax.forward(x), 'both'), [x]);
    const positions = builder.nodes.filter((node) => node.operation === 'reduce' && node.reduction === 'argmax');
    expect(positions).toEqual([]);
  });

  it('gives the same when all logits are moved', () => {
    expect(activationOf(softmax, [1, 2, 4]).output).toEqual(activationOf(softmax, [1001, 1002, 1004]).output);
  });
});
