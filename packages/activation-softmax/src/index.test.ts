import { gradient, PlanBuilder, reduceSum } from '@nnf/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activationOf } from '../../core/src/testing/activation-of.js';
import { checkGradient } from '../../core/src/testing/central-difference.js';
import { numberTypes } from '../../core/src/testing/loss-of.js';
import { evenlySpread } from '../../core/src/testing/random-number.js';
import { softmax } from './index.js';

const row = fc.array(evenlySpread(-10, 10), { minLength: 1, maxLength: 7 });

describe('softmax', () => {
  it('is a plugin of its name that offers log p, and not log(1 − p)', () => {
    expect(softmax).toMatchObject({ name: 'softmax', plugin: { kind: 'activation' } });
    expect([typeof softmax.log, typeof softmax.logComplement]).toEqual(['function', 'undefined']);
  });

  it('is eˣʲ / Σ eˣᵏ over each row, and its log the logarithm of that', () => {
    fc.assert(
      fc.property(row, (x) => {
        const { output, log } = activationOf(softmax, x);
        const total = x.reduce((sum, value) => sum + Math.exp(value), 0);
        x.forEach((value, i) => {
          expect(output[i]).toBeCloseTo(Math.exp(value) / total, 13);
          expect(log![i]).toBeCloseTo(value - Math.log(total), 12);
        });
      }),
      { numRuns: 40 },
    );
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

  it('agrees with central differences, in both forms, and where largest elements are equal', () => {
    fc.assert(
      fc.property(fc.array(evenlySpread(-4, 4), { minLength: 8, maxLength: 8 }), fc.boolean(), (numbers, equal) => {
        // The maximum is a kink that cancels: no difference crosses it where the largest is not nearly met.
        const values = equal ? numbers.map((value) => Math.round(value)) : numbers;
        for (const form of [softmax.forward, softmax.log!]) {
          const check = checkGradient((a) => form(a!), [{ shape: ['batch', 4], values }], [1, -2, 0.5]);
          expect(check.differing).toEqual([]);
          expect(check.agreeing).toBeGreaterThanOrEqual(equal ? 0 : 4);
        }
      }),
      { numRuns: 20 },
    );
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
