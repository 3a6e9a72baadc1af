import { isNnfError } from '@nnf/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activationOf } from '../../core/src/testing/activation-of.js';
import { checkGradient } from '../../core/src/testing/central-difference.js';
import { numberTypes } from '../../core/src/testing/loss-of.js';
import { evenlySpread } from '../../core/src/testing/random-number.js';
import { leakyRelu } from './index.js';

describe('leakyRelu', () => {
  it('is a plugin of its name, with its slope', () => {
    expect(leakyRelu()).toMatchObject({ name: 'leaky-relu', plugin: { kind: 'activation' }, options: { slope: 0.01 } });
    expect(leakyRelu(0.25).options).toEqual({ slope: 0.25 });
  });

  it.each(numberTypes)('is x above 0 and slope · x at 0 and below, with that derivative, in %s', (_, round) => {
    const { output, product } = activationOf(
      leakyRelu(0.25),
      [-1e30, -1000, -1, 0, 0.5, 1e30],
      Array(6).fill(4),
      round,
    );
    expect(output).toEqual([round(-1e30) / 4, -250, -0.25, 0, 0.5, round(1e30)]);
    expect(product).toEqual([1, 1, 1, 1, 4, 4]);
  });

  it('is relu with slope 0 and the identity with slope 1', () => {
    expect(activationOf(leakyRelu(0), [-2, 3]).output.map((value) => value + 0)).toEqual([0, 3]);
    expect(activationOf(leakyRelu(1), [-2, 3]).output).toEqual([-2, 3]);
  });

  it.each([-0.1, 1.5, Number.NaN])('refuses the slope %s', (slope) => {
    expect(() => leakyRelu(slope)).toThrow(expect.toSatisfy((error) => isNnfError(error, 'INVALID_ARGUMENT')));
  });

  it('agrees with central differences', () => {
    fc.assert(
      fc.property(
        fc.array(evenlySpread(-3, 3), { minLength: 6, maxLength: 6 }),
        evenlySpread(0, 1),
        (values, slope) => {
          const check = checkGradient((a) => leakyRelu(slope).forward(a!), [{ shape: ['batch', 3], values }], [1, -2]);
          expect(check.differing).toEqual([]);
          expect(check.agreeing).toBeGreaterThan(3);
        },
      ),
      { numRuns: 30 },
    );
  });
});
