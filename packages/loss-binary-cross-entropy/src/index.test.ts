import { sigmoid } from '@nnf/activation-sigmoid';
import { activate, binaryAccuracy } from '@nnf/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkGradient } from '../../core/src/testing/central-difference.js';
import { lossOf, numberTypes } from '../../core/src/testing/loss-of.js';
import { evenlySpread } from '../../core/src/testing/random-number.js';
import { binaryCrossEntropy } from './index.js';

const logits = fc.array(evenlySpread(-12, 12), { minLength: 3, maxLength: 3 });
const targets = fc.array(fc.constantFrom(0, 1, 0.25), { minLength: 3, maxLength: 3 });

describe('binaryCrossEntropy', () => {
  it('is a plugin of its name, for targets from 0 to 1, measured by binary accuracy', () => {
    expect(binaryCrossEntropy).toMatchObject({
      name: 'binary-cross-entropy',
      plugin: { kind: 'loss' },
      targetRange: [0, 1],
    });
    expect(binaryCrossEntropy.metrics).toEqual([binaryAccuracy]);
  });

  it('is the mean over the outputs of −t · log p − (1 − t) · log(1 − p), with sigmoid and without', () => {
    fc.assert(
      fc.property(logits, targets, (x, t) => {
        const p = x.map((value) => 1 / (1 + Math.exp(-value)));
        const terms = p.map((value, i) => -t[i]! * Math.log(value) - (1 - t[i]!) * Math.log(1 - value));
        const expected = terms.reduce((sum, value) => sum + value, 0) / 3;
        expect(lossOf(binaryCrossEntropy, sigmoid, [x], [t]).losses[0]).toBeCloseTo(expected, 9);
        expect(lossOf(binaryCrossEntropy, undefined, [p], [t]).losses[0]).toBeCloseTo(expected, 9);
      }),
      { numRuns: 40 },
    );
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

  it('agrees with central differences over random shapes, after sigmoid and after nothing', () => {
    const shape = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 5 }));
    const numbers = fc.array(evenlySpread(0.05, 0.95), { minLength: 20, maxLength: 20 });
    fc.assert(
      fc.property(shape, numbers, ([rows, columns], values) => {
        const count = rows * columns;
        const x = { shape: ['batch', columns], values: values.slice(0, count) } as const;
        const target = { shape: ['batch', columns], values: values.slice(-count) } as const;
        for (const activation of [sigmoid, undefined]) {
          const check = checkGradient(
            (a, t) => binaryCrossEntropy.forward(activate(activation, a!), t!),
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
