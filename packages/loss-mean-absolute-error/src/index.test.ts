import { meanAbsoluteError as metric, rSquared } from '@nnf/core';
import { lossSuite } from '@nnf/test-kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lossOf, numberTypes } from '../../core/src/testing/loss-of.js';
import { evenlySpread } from '../../core/src/testing/random-number.js';
import { meanAbsoluteError } from './index.js';

const row = fc.array(evenlySpread(-10, 10), { minLength: 4, maxLength: 4 });

lossSuite(meanAbsoluteError);

describe('meanAbsoluteError', () => {
  it('is measured by regression metrics, the first of which says the same', () => {
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

  it.each(numberTypes)('is finite and right at large errors, in %s', (_, round) => {
    const { losses, gradient } = lossOf(meanAbsoluteError, undefined, [[1e30, -1e30]], [[-1e30, 0]], round);
    expect(losses).toEqual([round(round(3 * round(1e30)) / 2)]);
    expect(gradient).toEqual([[0.5, -0.5]]);
  });
});
