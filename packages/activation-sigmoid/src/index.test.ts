import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activationOf } from '../../core/src/testing/activation-of.js';
import { checkGradient } from '../../core/src/testing/central-difference.js';
import { numberTypes } from '../../core/src/testing/loss-of.js';
import { evenlySpread } from '../../core/src/testing/random-number.js';
import { sigmoid } from './index.js';

describe('sigmoid', () => {
  it('is a plugin of its name', () => {
    expect(sigmoid).toMatchObject({ name: 'sigmoid', plugin: { kind: 'activation' } });
  });

  it.each(numberTypes)('goes from 0 to 1 without NaN, in %s', (_, round) => {
    const { output, product, log, logComplement } = activationOf(
      sigmoid,
      [-1e4, -1000, 0, 1000, 1e4],
      Array(5).fill(2),
      round,
    );
    expect(output).toEqual([0, 0, 0.5, 1, 1]);
    expect(product).toEqual([0, 0, 0.5, 0, 0]);
    const half = -round(Math.log(2));
    expect(log).toEqual([-1e4, -1000, half, -0, -0]);
    expect(logComplement).toEqual([-0, -0, half, -1000, -1e4]);
  });

  it('offers the logarithms of itself and of its complement', () => {
    fc.assert(
      fc.property(evenlySpread(-30, 30), (x) => {
        const { output, log, logComplement } = activationOf(sigmoid, [x]);
        const expected = 1 / (1 + Math.exp(-x));
        expect(output[0]).toBeCloseTo(expected, 14);
        expect(log![0]).toBeCloseTo(Math.log(expected), 12);
        expect(logComplement![0]).toBeCloseTo(Math.log(1 / (1 + Math.exp(x))), 12);
      }),
      { numRuns: 40 },
    );
  });

  it('agrees with central differences, in all its forms', () => {
    fc.assert(
      fc.property(fc.array(evenlySpread(-8, 8), { minLength: 6, maxLength: 6 }), (values) => {
        for (const form of [sigmoid.forward, sigmoid.log!, sigmoid.logComplement!]) {
          const check = checkGradient((a) => form(a!), [{ shape: ['batch', 3], values }], [1, -2]);
          expect(check).toEqual({ agreeing: 6, skipped: 0, differing: [] });
        }
      }),
      { numRuns: 20 },
    );
  });
});
