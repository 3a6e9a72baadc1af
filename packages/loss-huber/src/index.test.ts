import { tanh } from '@nnf/activation-tanh';
import { activate, isNnfError, meanAbsoluteError, rSquared } from '@nnf/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkGradient } from '../../core/src/testing/central-difference.js';
import { lossOf, numberTypes } from '../../core/src/testing/loss-of.js';
import { evenlySpread } from '../../core/src/testing/random-number.js';
import { huber } from './index.js';

const row = fc.array(evenlySpread(-4, 4), { minLength: 4, maxLength: 4 });

describe('huber', () => {
  it('is a plugin of its name, with its delta, measured by regression metrics', () => {
    expect(huber(1.5)).toMatchObject({ name: 'huber', plugin: { kind: 'loss' }, options: { delta: 1.5 } });
    expect(huber().metrics).toEqual([meanAbsoluteError, rSquared]);
  });

  it('is ½ · d² within delta and delta · (|d| − ½ · delta) beyond, with the gradient d kept within delta', () => {
    fc.assert(
      fc.property(row, row, evenlySpread(0.1, 5), (p, t, delta) => {
        const { losses, gradient } = lossOf(huber(delta), undefined, [p, t], [t, t]);
        const terms = p.map((value, i) => {
          const d = value - t[i]!;
          return Math.abs(d) <= delta ? 0.5 * d ** 2 : delta * (Math.abs(d) - 0.5 * delta);
        });
        expect(losses[0]).toBeCloseTo(terms.reduce((sum, term) => sum + term, 0) / 4, 12);
        expect(losses[1]).toBe(0);
        p.forEach((value, i) => {
          expect(gradient[0]![i]).toBeCloseTo(Math.max(-delta, Math.min(delta, value - t[i]!)) / 4, 13);
        });
      }),
    );
  });

  it('has one gradient where both formulas meet', () => {
    expect(lossOf(huber(2), undefined, [[2, -2]], [[0, 0]])).toEqual({ losses: [2], gradient: [[1, -1]] });
  });

  it.each(numberTypes)('takes no square of what is large, in %s', (_, round) => {
    const { losses, gradient } = lossOf(huber(2), undefined, [[1e30], [-1e30]], [[0], [0]], round);
    expect(losses).toEqual([2 * round(1e30), 2 * round(1e30)]);
    expect(gradient).toEqual([[2], [-2]]);
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
            (a, t) => huber(0.7).forward(activate(activation, a!), t!),
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

  it.each([0, -1, Number.POSITIVE_INFINITY, Number.NaN])('refuses the delta %s', (delta) => {
    expect(() => huber(delta)).toThrow(expect.toSatisfy((error) => isNnfError(error, 'INVALID_ARGUMENT')));
  });
});
