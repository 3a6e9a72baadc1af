import { isNnfError } from '@nnf/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activationOf } from '../../core/src/testing/activation-of.js';
import { checkGradient } from '../../core/src/testing/central-difference.js';
import { numberTypes } from '../../core/src/testing/loss-of.js';
import { evenlySpread } from '../../core/src/testing/random-number.js';
import { swish } from './index.js';

describe('swish', () => {
  it('is a plugin of its name, with its beta', () => {
    expect(swish(2)).toMatchObject({ name: 'swish', plugin: { kind: 'activation' }, options: { beta: 2 } });
  });

  it('is x · sigmoid(beta · x), and its derivative sigmoid(βx) · (1 + βx · (1 − sigmoid(βx)))', () => {
    fc.assert(
      fc.property(evenlySpread(-12, 12), evenlySpread(0.1, 4), (x, beta) => {
        const { output, product } = activationOf(swish(beta), [x]);
        const sigmoid = 1 / (1 + Math.exp(-beta * x));
        expect(output[0]).toBeCloseTo(x * sigmoid, 13);
        expect(product[0]).toBeCloseTo(sigmoid * (1 + beta * x * (1 - sigmoid)), 12);
      }),
    );
  });

  it.each(numberTypes)('is finite and right at large inputs and at 0, in %s', (_, round) => {
    const { output, product } = activationOf(swish(2), [-1e38, -1000, 0, 1000, 1e38], Array(5).fill(2), round);
    expect(output.map((value) => value + 0)).toEqual([0, 0, 0, 1000, round(1e38)]);
    expect(product.map((value) => value + 0)).toEqual([0, 0, 1, 2, 2]);
  });

  it('agrees with central differences', () => {
    fc.assert(
      fc.property(
        fc.array(evenlySpread(-6, 6), { minLength: 6, maxLength: 6 }),
        evenlySpread(0.2, 3),
        (values, beta) => {
          const check = checkGradient((a) => swish(beta).forward(a!), [{ shape: ['batch', 3], values }], [1, -2]);
          expect(check).toEqual({ agreeing: 6, skipped: 0, differing: [] });
        },
      ),
      { numRuns: 30 },
    );
  });

  it.each([0, -1, Number.POSITIVE_INFINITY, Number.NaN])('refuses the beta %s', (beta) => {
    expect(() => swish(beta)).toThrow(expect.toSatisfy((error) => isNnfError(error, 'INVALID_ARGUMENT')));
  });
});
