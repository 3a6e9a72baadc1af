import { isNnfError } from '@nnf/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activationOf } from '../../core/src/testing/activation-of.js';
import { checkGradient } from '../../core/src/testing/central-difference.js';
import { numberTypes } from '../../core/src/testing/loss-of.js';
import { evenlySpread } from '../../core/src/testing/random-number.js';
import { softplus } from './index.js';

describe('softplus', () => {
  it('is a plugin of its name, with its beta and its range', () => {
    expect(softplus(2)).toMatchObject({
      name: 'softplus',
      plugin: { kind: 'activation' },
      options: { beta: 2 },
      range: [0, Number.POSITIVE_INFINITY],
    });
  });

  it('is log(1 + e^(beta · x)) / beta', () => {
    fc.assert(
      fc.property(evenlySpread(-40, 40), evenlySpread(0.1, 4), (x, beta) => {
        const expected = x * beta > 30 ? x + Math.exp(-beta * x) / beta : Math.log1p(Math.exp(beta * x)) / beta;
        expect(Math.abs(activationOf(softplus(beta), [x]).output[0]! - expected)).toBeLessThanOrEqual(1e-14 * expected);
      }),
    );
  });

  it.each(numberTypes)('does not overflow, and has the derivative ½ at 0, in %s', (_, round) => {
    const { output, product } = activationOf(softplus(2), [-1e30, -1000, 0, 1000, 1e30], Array(5).fill(4), round);
    expect(output).toEqual([0, 0, round(round(Math.log(2)) / 2), 1000, round(1e30)]);
    expect(product).toEqual([0, 0, 2, 4, 4]);
  });

  it('agrees with central differences', () => {
    fc.assert(
      fc.property(
        fc.array(evenlySpread(-8, 8), { minLength: 6, maxLength: 6 }),
        evenlySpread(0.2, 3),
        (values, beta) => {
          const check = checkGradient((a) => softplus(beta).forward(a!), [{ shape: ['batch', 3], values }], [1, -2]);
          expect(check).toEqual({ agreeing: 6, skipped: 0, differing: [] });
        },
      ),
      { numRuns: 30 },
    );
  });

  it.each([0, -1, Number.POSITIVE_INFINITY, Number.NaN])('refuses the beta %s', (beta) => {
    expect(() => softplus(beta)).toThrow(expect.toSatisfy((error) => isNnfError(error, 'INVALID_ARGUMENT')));
  });
});
