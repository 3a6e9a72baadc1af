import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activationOf } from '../../core/src/testing/activation-of.js';
import { checkGradient } from '../../core/src/testing/central-difference.js';
import { numberTypes } from '../../core/src/testing/loss-of.js';
import { evenlySpread } from '../../core/src/testing/random-number.js';
import { relu } from './index.js';

describe('relu', () => {
  it('is a plugin of its name', () => {
    expect(relu).toMatchObject({ name: 'relu', plugin: { kind: 'activation' } });
  });

  it.each(numberTypes)('is max(x, 0), its derivative 0 at 0 and at -0, in %s', (_, round) => {
    const { output, product } = activationOf(relu, [-1e4, -1000, -1, -0, 0, 0.5, 1000, 1e4], Array(8).fill(3), round);
    expect(output).toEqual([0, 0, 0, 0, 0, 0.5, 1000, 1e4]);
    expect(product).toEqual([0, 0, 0, 0, 0, 3, 3, 3]);
  });

  it('passes NaN on', () => {
    expect(activationOf(relu, [Number.NaN]).output).toEqual([Number.NaN]);
  });

  it('agrees with central differences', () => {
    let agreeing = 0;
    fc.assert(
      fc.property(fc.array(evenlySpread(-3, 3), { minLength: 6, maxLength: 6 }), (values) => {
        const check = checkGradient((a) => relu.forward(a!), [{ shape: ['batch', 3], values }], [1, -2]);
        expect(check.differing).toEqual([]);
        agreeing += check.agreeing;
      }),
      { numRuns: 50 },
    );
    expect(agreeing).toBeGreaterThan(250);
  });
});
