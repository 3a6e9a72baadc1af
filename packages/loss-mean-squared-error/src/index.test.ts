import { tanh } from '@nnf/activation-tanh';
import { activate, meanAbsoluteError, rSquared } from '@nnf/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkGradient } from '../../core/src/testing/central-difference.js';
import { lossOf, numberTypes } from '../../core/src/testing/loss-of.js';
import { evenlySpread } from '../../core/src/testing/random-number.js';
import { meanSquaredError } from './index.js';

const row = fc.array(evenlySpread(-10, 10), { minLength: 4, maxLength: 4 });

describe('meanSquaredError', () => {
  it('is a plugin of its name, for any targets, measured by regression metrics', () => {
    expect(meanSquaredError).toMatchObject({ name: 'mean-squared-error', plugin: { kind: 'loss' } });
    expect(meanSquaredError.targetRange).toBeUndefined();
    expect(meanSquaredError.metrics).toEqual([meanAbsoluteError, rSquared]);
  });

  it('is the mean over the outputs of (p − t)², with the gradient 2 · (p − t) / outputs', () => {
    fc.assert(
      fc.property(row, row, (p, t) => {
        const { losses, gradient } = lossOf(meanSquaredError, undefined, [p, t], [t, t]);
        const expected = p.reduce((sum, value, i) => sum + (value - t[i]!) ** 2, 0) / 4;
        expect(losses[0]).toBeCloseTo(expected, 11);
        expect(losses[1]).toBe(0);
        p.forEach((value, i) => {
          expect(gradient[0]![i]).toBeCloseTo((2 * (value - t[i]!)) / 4, 13);
        });
      }),
      { numRuns: 40 },
    );
  });

  it('agrees with central differences over random shapes, after tanh and after nothing', () => {
    const shape = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 5 }));
    const numbers = fc.array(evenlySpread(-2, 2), { minLength: 20, maxLength: 20 });
    fc.assert(
      fc.property(shape, numbers, ([rows, columns], values) => {
        const count = rows * columns;
        const x = { shape: ['batch', columns], values: values.slice(0, count) } as const;
        const target = { shape: ['batch', columns], values: values.slice(-count) } as const;
        for (const activation of [tanh, undefined]) {
          const check = checkGradient(
            (a, t) => meanSquaredError.forward(activate(activation, a!), t!),
            [x, target],
            [1, -2, 0.5],
            rows,
          );
          expect(check).toEqual({ agreeing: 2 * count, skipped: 0, differing: [] });
        }
      }),
      { numRuns: 20 },
    );
  });

  it.each(numberTypes)('is finite and right at ±1000 and ±1e4, in %s', (_, round) => {
    for (const far of [1000, 1e4]) {
      const { losses, gradient } = lossOf(meanSquaredError, undefined, [[far, -far]], [[-far, -far]], round);
      expect(losses).toEqual([2 * far * far]);
      expect(gradient).toEqual([[2 * far, 0]]);
    }
  });
});
