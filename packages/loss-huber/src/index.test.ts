import { isNnfError, meanAbsoluteError, rSquared } from '@nnf/core';
import { lossSuite } from '@nnf/test-kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lossOf, numberTypes } from '../../core/src/testing/loss-of.js';
import { evenlySpread } from '../../core/src/testing/random-number.js';
import { huber } from './index.js';

const row = fc.array(evenlySpread(-4, 4), { minLength: 4, maxLength: 4 });

for (const delta of [1, 0.3]) lossSuite(huber(delta));

describe('huber', () => {
  it('has the delta 1 where nothing is said, and is measured by regression metrics', () => {
    expect(huber().options).toEqual({ delta: 1 });
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

  it.each([0, -1, Number.POSITIVE_INFINITY, Number.NaN])('refuses the delta %s', (delta) => {
    expect(() => huber(delta)).toThrow(expect.toSatisfy((error) => isNnfError(error, 'INVALID_ARGUMENT')));
  });
});
