import { softmax } from '@nnf/activation-softmax';
import { accuracy, Prediction } from '@nnf/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkGradient } from '../../core/src/testing/central-difference.js';
import { lossOf, numberTypes } from '../../core/src/testing/loss-of.js';
import { evenlySpread } from '../../core/src/testing/random-number.js';
import { crossEntropy } from './index.js';

const logits = fc.array(evenlySpread(-10, 10), { minLength: 4, maxLength: 4 });
const probability = evenlySpread(0.01, 1);

describe('crossEntropy', () => {
  it('is a plugin of its name, for targets from 0 to 1, measured by accuracy', () => {
    expect(crossEntropy).toMatchObject({ name: 'cross-entropy', plugin: { kind: 'loss' }, targetRange: [0, 1] });
    expect(crossEntropy.metrics).toEqual([accuracy]);
  });

  it('is −Σ t · log p of each row', () => {
    fc.assert(
      fc.property(fc.array(probability, { minLength: 3, maxLength: 3 }), logits, (p, t) => {
        const target = t.slice(0, 3).map((value) => (value + 10) / 20);
        const { losses } = lossOf(crossEntropy, undefined, [p, p], [target, [0, 1, 0]]);
        expect(losses[0]).toBeCloseTo(-target.reduce((sum, value, i) => sum + value * Math.log(p[i]!), 0), 12);
        expect(losses[1]).toBeCloseTo(-Math.log(p[1]!), 12);
      }),
      { numRuns: 40 },
    );
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

  it('agrees with central differences over random shapes, after softmax and after nothing', () => {
    const shape = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 2, max: 5 }));
    const numbers = fc.array(evenlySpread(0.05, 0.95), { minLength: 20, maxLength: 20 });
    fc.assert(
      fc.property(shape, numbers, ([rows, columns], values) => {
        const count = rows * columns;
        const x = { shape: ['batch', columns], values: values.slice(0, count) } as const;
        const target = { shape: ['batch', columns], values: values.slice(-count) } as const;
        for (const activation of [softmax, undefined]) {
          const check = checkGradient(
            (a, t) =>
              crossEntropy.forward(
                activation
                  ? new Prediction(activation.forward(a!), { log: () => softmax.log!(a!) })
                  : new Prediction(a!),
                t!,
              ),
            [x, target],
            [1, -2, 0.5],
            rows,
          );
          expect(check.differing).toEqual([]);
          expect(check.agreeing).toBeGreaterThan(0);
        }
      }),
      { numRuns: 20 },
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
