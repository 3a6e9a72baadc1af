import { softmax } from '@nnf/activation-softmax';
import { accuracy } from '@nnf/core';
import { lossSuite } from '@nnf/test-kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lossOf, numberTypes } from '../../core/src/testing/loss-of.js';
import { evenlySpread } from '../../core/src/testing/random-number.js';
import { crossEntropy } from './index.js';

const logits = fc.array(evenlySpread(-10, 10), { minLength: 4, maxLength: 4 });

lossSuite(crossEntropy, { formula: (p, t) => -p.reduce((sum, value, i) => sum + t[i]! * Math.log(value), 0) });

describe('crossEntropy', () => {
  it('is for targets from 0 to 1, measured by accuracy', () => {
    expect(crossEntropy).toMatchObject({ targetRange: [0, 1] });
    expect(crossEntropy.metrics).toEqual([accuracy]);
  });

  it('is 0 for certainty and log(classes) for none', () => {
    expect(lossOf(crossEntropy, undefined, [[1, 0]], [[1, 0]]).losses[0]).toBeCloseTo(0, 15);
    expect(lossOf(crossEntropy, softmax, [[3, 3, 3, 3, 3]], [[0, 1, 0, 0, 0]]).losses[0]).toBeCloseTo(Math.log(5), 15);
  });

  it('with softmax has the gradient p − t', () => {
    fc.assert(
      fc.property(logits, fc.nat(3), (x, label) => {
        const target = x.map((_, i) => (i === label ? 1 : 0));
        const { gradient } = lossOf(crossEntropy, softmax, [x], [target]);
        const total = x.reduce((sum, value) => sum + Math.exp(value), 0);
        x.forEach((value, i) => {
          expect(gradient[0]![i]).toBeCloseTo(Math.exp(value) / total - target[i]!, 13);
        });
      }),
      { numRuns: 40 },
    );
  });

  it.each(numberTypes)('with softmax is finite and right however far apart the logits are, in %s', (_, round) => {
    for (const far of [1000, 1e4]) {
      const x = [far, -far, 0];
      const { losses, gradient } = lossOf(
        crossEntropy,
        softmax,
        [x, x, x],
        [
          [1, 0, 0],
          [0, 1, 0],
          [0, 0, 1],
        ],
        round,
      );
      expect(losses.map((loss) => loss + 0)).toEqual([0, 2 * far, far]);
      expect(gradient.map((row) => row.map((value) => value + 0))).toEqual([
        [0, 0, 0],
        [1, -1, 0],
        [1, 0, -1],
      ]);
    }
  });

  it.each(numberTypes)('after another activation counts probabilities as 1e-10 at the least, in %s', (_, round) => {
    const { losses, gradient } = lossOf(
      crossEntropy,
      undefined,
      [
        [0, 1],
        [0, 1],
        [1e-30, 1],
      ],
      [
        [1, 0],
        [0, 1],
        [1, 0],
      ],
      round,
    );
    expect(losses[0]).toBeCloseTo(-Math.log(1e-10), 5);
    expect(losses[1]).toBeCloseTo(0, 15);
    expect(losses[2]).toBeCloseTo(-Math.log(1e-10), 5);
    expect(gradient[1]).toEqual([expect.toSatisfy((value: number) => value === 0), -1]);
    for (const value of gradient.flat()) expect(value).toBeLessThanOrEqual(0);
  });

  it('in float32 is what it is in float64, to seven digits', () => {
    fc.assert(
      fc.property(logits, fc.nat(3), (x, label) => {
        const target = x.map((_, i) => (i === label ? 1 : 0));
        const [exact, single] = [undefined, Math.fround].map((round) =>
          lossOf(crossEntropy, softmax, [x], [target], round),
        );
        expect(Math.abs(single!.losses[0]! - exact!.losses[0]!)).toBeLessThanOrEqual(3e-6 * (1 + exact!.losses[0]!));
        single!.gradient[0]!.forEach((value, i) => {
          expect(Math.abs(value - exact!.gradient[0]![i]!)).toBeLessThanOrEqual(3e-6);
        });
      }),
      { numRuns: 40 },
    );
  });
});
