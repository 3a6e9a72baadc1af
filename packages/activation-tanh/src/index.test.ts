import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activationOf } from '../../core/src/testing/activation-of.js';
import { checkGradient } from '../../core/src/testing/central-difference.js';
import { numberTypes } from '../../core/src/testing/loss-of.js';
import { evenlySpread } from '../../core/src/testing/random-number.js';
import { tanh } from './index.js';

describe('tanh', () => {
  it('is a plugin of its name', () => {
    expect(tanh).toMatchObject({ name: 'tanh', plugin: { kind: 'activation' } });
  });

  it.each(numberTypes)('goes from -1 to 1 without NaN, in %s', (_, round) => {
    const { output, product } = activationOf(tanh, [-1e4, -1000, 0, 1000, 1e4], Array(5).fill(2), round);
    expect(output).toEqual([-1, -1, 0, 1, 1]);
    expect(product).toEqual([0, 0, 2, 0, 0]);
  });

  it('is (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ)', () => {
    for (const x of [-2, -0.5, 0.1, 1, 3]) {
      const expected = (Math.exp(x) - Math.exp(-x)) / (Math.exp(x) + Math.exp(-x));
      expect(activationOf(tanh, [x]).output[0]).toBeCloseTo(expected, 14);
    }
  });

  it('agrees with central differences', () => {
    fc.assert(
      fc.property(fc.array(evenlySpread(-4, 4), { minLength: 6, maxLength: 6 }), (values) => {
        const check = checkGradient((a) => tanh.forward(a!), [{ shape: ['batch', 3], values }], [1, -2]);
        expect(check).toEqual({ agreeing: 6, skipped: 0, differing: [] });
      }),
      { numRuns: 50 },
    );
  });
});
