import { meanAbsoluteError, rSquared } from '@nnf/core';
import { lossSuite } from '@nnf/test-kit';
import { describe, expect, it } from 'vitest';
import { lossOf, numberTypes } from '../../core/src/testing/loss-of.js';
import { meanSquaredError } from './index.js';

lossSuite(meanSquaredError, {
  formula: (p, t) => p.reduce((sum, value, i) => sum + (value - t[i]!) ** 2, 0) / p.length,
});

describe('meanSquaredError', () => {
  it('has the gradient 2 · (p − t) / outputs', () => {
    expect(lossOf(meanSquaredError, undefined, [[1, -2, 3, 0.5]], [[0, 1, 3, 2]]).gradient).toEqual([
      [0.5, -1.5, 0, -0.75],
    ]);
  });

  it('is for any targets, measured by regression metrics', () => {
    expect(meanSquaredError.targetRange).toBeUndefined();
    expect(meanSquaredError.metrics).toEqual([meanAbsoluteError, rSquared]);
  });

  it.each(numberTypes)('is finite and right at ±1000 and ±1e4, in %s', (_, round) => {
    for (const far of [1000, 1e4]) {
      const { losses, gradient } = lossOf(meanSquaredError, undefined, [[far, -far]], [[-far, -far]], round);
      expect(losses).toEqual([2 * far * far]);
      expect(gradient).toEqual([[2 * far, 0]]);
    }
  });
});
