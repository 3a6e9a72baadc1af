import {
  accuracy,
  add,
  constant,
  defineLoss,
  div,
  exp,
  gt,
  type Loss,
  type LossDefinition,
  log,
  map,
  max,
  min,
  mul,
  neg,
  reduceSum,
  square,
  stopGradient,
  sub,
  type Tensor,
  where,
} from '@nnf/core';
import { describe, expect, it } from 'vitest';
import { Expression } from '../../core/src/expression/expression.js';
import { failuresOf } from './check.js';
import { lossChecks } from './loss-checks.js';
import { onlyFailure } from './testing/only-failure.js';

type Terms = (prediction: Expression, target: Expression) => Expression;

/** The sum of one term per output. */
const sumOf = (terms: Terms, definition: Partial<LossDefinition> = {}): Loss =>
  defineLoss('broken', {
    forward: ({ value }, target) => reduceSum(map(terms, value, target), 'columns'),
    metrics: [],
    ...definition,
  });

const squares: Terms = (p, t) => square(sub(p, t));
const squaredError = (p: readonly number[], t: readonly number[]): number =>
  p.reduce((sum, x, i) => sum + (x - t[i]!) ** 2, 0);

/** The cross-entropy of rows of probabilities, given their logarithms. */
const crossEntropyOf = (logOf: Parameters<typeof map>[0] | undefined): Loss =>
  defineLoss('broken', {
    forward: (prediction, target) => {
      const logs: Tensor = logOf ? map(logOf, prediction.value) : prediction.log();
      return map(neg, reduceSum(map(mul, target, logs), 'columns'));
    },
    predictionRange: [0, 1],
    targetRange: [0, 1],
    metrics: [accuracy],
  });

describe('lossChecks', () => {
  it('pass a correct plugin', async () => {
    expect(await failuresOf(lossChecks(sumOf(squares), { formula: squaredError }))).toEqual([]);
    expect(await failuresOf(lossChecks(crossEntropyOf(undefined)))).toEqual([]);
  });

  it('find an error that appears only far from the target', async () => {
    const capped = sumOf((p, t) => min(squares(p, t), 25));
    const found = await onlyFailure(() => lossChecks(capped, { formula: squaredError }));
    expect(found.check).toBe('agrees with its formula');
    const stopped = sumOf((p, t) => where(gt(squares(p, t), 25), stopGradient(squares(p, t)), squares(p, t)));
    expect((await onlyFailure(() => lossChecks(stopped))).check).toBe('its derivative agrees with central differences');
  });

  it.each<[what: string, make: () => Loss, check: string, message: string]>([
    [
      'a name with a capital',
      () => ({ ...sumOf(squares), name: 'MSE' }),
      'is a loss with a name in kebab-case and a list of metrics',
      "its name is 'MSE'",
    ],
    [
      'a metric that is not a plugin',
      () => sumOf(squares, { metrics: ['accuracy' as never] }),
      'is a loss with a name in kebab-case and a list of metrics',
      'a value that is not a metric',
    ],
    [
      'one number per output',
      () => defineLoss('broken', { forward: ({ value }, target) => map(squares, value, target), metrics: [] }),
      'returns one number per sample',
      'it is [batch, 2] for [batch, 2]; expected [batch, 1]',
    ],
    [
      'a gradient that is stopped halfway',
      () => sumOf((p, t) => mul(sub(p, t), stopGradient(sub(p, t)))),
      'its derivative agrees with central differences',
      'by central differences it is',
    ],
    [
      'the wrong sign: training moves away from the targets',
      () => sumOf((p, t) => neg(squares(p, t))),
      'falls as the prediction nears the target',
      'it rises from',
    ],
    [
      'an exponential that overflows',
      () => sumOf((p, t) => add(exp(sub(p, t)), exp(sub(t, p)))),
      'is finite at large inputs, and so is its derivative',
      'it is Infinity for the prediction -100 and the target -10000',
    ],
    [
      'the logarithm of a probability of 0',
      () => crossEntropyOf((p) => log(p!)),
      'is finite at large inputs, and so is its derivative',
      'for the prediction 0 and the target 0',
    ],
    [
      'NaN swallowed by a comparison',
      () => sumOf((p, t) => where(gt(squares(p, t), 0), squares(p, t), 0)),
      'propagates NaN',
      'where element 0 of a plain prediction is NaN',
    ],
    [
      'stale state: the mean over the outputs of the first call',
      () => {
        let outputs: number | undefined;
        return defineLoss('broken', {
          forward: ({ value }, target) => {
            outputs ??= value.shape[1] + 1;
            const sum = reduceSum(map(squares, value, target), 'columns');
            const divisor = outputs++;
            return map((x) => div(x, divisor), sum);
          },
          metrics: [],
        });
      },
      'has no state between calls',
      'traced again, it computes something else',
    ],
    [
      'samples that depend on each other',
      () =>
        defineLoss('broken', {
          forward: ({ value }, target) => {
            const losses = reduceSum(map(squares, value, target), 'columns');
            return map(
              max,
              losses,
              map((sum) => mul(sum, 0.3), reduceSum(losses, 'rows')),
            );
          },
          metrics: [],
        }),
      'computes each row of a batch as if alone',
      'in row 0 of a batch',
    ],
    [
      'a constant that cannot be saved',
      () => {
        const nothing = new Expression('number', 'constant', [], Number.NaN);
        return sumOf((p, t) => where(gt(constant(1), 0), squares(p, t), nothing));
      },
      'survives saving and loading its expression',
      'expected a number',
    ],
    [
      'the mean instead of the sum',
      () =>
        defineLoss('broken', {
          forward: ({ value }, target) =>
            map((sum) => div(sum, target.shape[1]), reduceSum(map(squares, value, target), 'columns')),
          metrics: [],
        }),
      'agrees with its formula',
      'by the formula it is',
    ],
  ])('%s', async (_, make, check, message) => {
    const formula = check.includes('formula') ? { formula: squaredError } : {};
    const found = await onlyFailure(() => lossChecks(make(), formula));
    expect(found.check).toBe(check);
    expect(found.message).toContain(message);
  });
});
