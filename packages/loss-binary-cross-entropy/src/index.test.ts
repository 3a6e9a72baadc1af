import { sigmoid } from '@nnf/activation-sigmoid';
import { binaryAccuracy } from '@nnf/core';
import { lossSuite } from '@nnf/test-kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lossOf, numberTypes } from '../../core/src/testing/loss-of.js';
import { evenlySpread } from '../../core/src/testing/random-number.js';
import { binaryCrossEntropy } from './index.js';

const logits = fc.array(evenlySpread(-12, 12), { minLength: 3, maxLength: 3 });
const targets = fc.array(fc.constantFrom(0, 1, 0.25), { minLength: 3, maxLength: 3 });

lossSuite(binaryCrossEntropy, {
  formula: (p, t) =>
    p.reduce((sum, value, i) => sum - t[i]! * Math.log(value) - (1 - t[i]!) * Math.log(1 - value), 0) / p.length,
});

describe('binaryCrossEntropy', () => {
  it('is for targets from 0 to 1, measured by binary accuracy', () => {
    expect(binaryCrossEntropy).toMatchObject({
      targetRange: [0, 1],
    });
    expect(binaryCrossEntropy.metrics).toEqual([binaryAccuracy]);
  });

  it('is log 2 for a prediction of ½', () => {
    expect(lossOf(binaryCrossEntropy, sigmoid, [[0, 0]], [[1, 0]]).losses[0]).toBeCloseTo(Math.LN2, 15);
  });

  it('with sigmoid has the gradient (p − t) / outputs', () => {
    fc.assert(
      fc.property(logits, targets, (x, t) => {
        const { gradient } = lossOf(binaryCrossEntropy, sigmoid, [x], [t]);
        x.forEach((value, i) => {
          expect(gradient[0]![i]).toBeCloseTo((1 / (1 + Math.exp(-value)) - t[i]!) / 3, 13);
        });
      }),
      { numRuns: 40 },
    );
  });

  it.each(numberTypes)('with sigmoid is finite and right however large the logits are, in %s', (_, round) => {
    for (const far of [1000, 1e4]) {
      const { losses, gradient } = lossOf(
        binaryCrossEntropy,
        sigmoid,
        [
          [far, -far],
          [far, -far],
        ],
        [
          [1, 0],
          [0, 1],
        ],
        round,
      );
      expect(losses.map((loss) => loss + 0)).toEqual([0, far]);
      expect(gradient.map((row) => row.map((value) => value + 0))).toEqual([
        [0, 0],
        [0.5, -0.5],
      ]);
    }
  });

  it.each(numberTypes)('after another activation counts p and 1 − p as 1e-10 at the least, in %s', (_, round) => {
    const { losses, gradient } = lossOf(
      binaryCrossEntropy,
      undefined,
      [[0], [1], [0], [1]],
      [[0], [1], [1], [0]],
      round,
    );
    const worst = -Math.log(1e-10);
    expect(losses[0]).toBeCloseTo(0, 15);
    expect(losses[1]).toBeCloseTo(0, 15);
    expect(losses[2]).toBeCloseTo(worst, 5);
    expect(losses[3]).toBeCloseTo(worst, 5);
    expect(gradient.flat().map((value) => value + 0)).toEqual([1, -1, 0, 0]);
  });

  it('in float32 is what it is in float64, to seven digits', () => {
    fc.assert(
      fc.property(logits, targets, (x, t) => {
        const [exact, single] = [undefined, Math.fround].map((round) =>
          lossOf(binaryCrossEntropy, sigmoid, [x], [t], round),
        );
        expect(Math.abs(single!.losses[0]! - exact!.losses[0]!)).toBeLessThanOrEqual(2e-6 * (1 + exact!.losses[0]!));
        single!.gradient[0]!.forEach((value, i) => {
          expect(Math.abs(value - exact!.gradient[0]![i]!)).toBeLessThanOrEqual(1e-6);
        });
      }),
      { numRuns: 40 },
    );
  });
});
