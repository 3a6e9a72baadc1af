import { tanh } from '@nnf/activation-tanh';
import { activate, meanAbsoluteError as metric, rSquared } from '@nnf/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkGradient } from '../../core/src/testing/central-difference.js';
import { lossOf, numberTypes } from '../../core/src/testing/loss-of.js';
import { evenlySpread } from '../../core/src/testing/random-number.js';
import { meanAbsoluteError } from './index.js';

const row = fc.array(evenlySpread(-10, 10), { minLength: 4, maxLength: 4 });

describe('meanAbsoluteError', () => {
  it('is a loss of its name, measured by regression metrics, the first of which says the same', () => {
    expect(meanAbsoluteError).toMatchObject({ name: 'mean-absolute-error', plugin: { kind: 'loss' } });
    expect(meanAbsoluteError.metrics).toEqual([metric, rSquared]);
  });

  it('is the mean over the outputs of |p − t|, with the gradient sign(p − t) / outputs, 0 where they are equal', () => {
    fc.assert(
      fc.property(row, row, (p, t) => {
        const { losses, gradient } = lossOf(meanAbsoluteError, undefined, [p, t], [t, t]);
        expect(losses[0]).toBeCloseTo(p.reduce((sum, value, i) => sum + Math.abs(value - t[i]!), 0) / 4, 12);
        expect(gradient[0]).toEqual(p.map((value, i) => Math.sign(value - t[i]!) / 4));
        expect([losses[1], gradient[1]]).toEqual([0, [0, 0, 0, 0]]);
      }),
    );
  });

  it('agrees with central differences over random shapes, after tanh and after nothing', () => {
    const shape = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 5 }));
    const numbers = fc.array(evenlySpread(-2, 2), { minLength: 40, maxLength: 40 });
    fc.assert(
      fc.property(shape, numbers, ([rows, columns], values) => {
        const count = rows * columns;
        const x = { shape: ['batch', columns], values: values.slice(0, count) } as const;
        const target = { shape: ['batch', columns], values: values.slice(-count) } as const;
        for (const activation of [tanh, undefined]) {
          const check = checkGradient(
            (a, t) => meanAbsoluteError.forward(activate(activation, a!), t!),
            [x, target],
            [1, -2, 0.5],
            rows,
          );
          expect(check.differing).toEqual([]);
        }
      }),
      { numRuns: 20 },
    );
  });

  it.each(numberTypes)('is finite and right at large errors, in %s', (_, round) => {
    const { losses, gradient } = lossOf(meanAbsoluteError, undefined, [[1e30, -1e30]], [[-1e30, 0]], round);
    expect(losses).toEqual([round(round(3 * round(1e30)) / 2)]);
    expect(gradient).toEqual([[0.5, -0.5]]);
  });
});
