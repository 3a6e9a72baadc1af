import { add, defineOptimizer, div, mul, type Optimizer, type OptimizerDefinition, sqrt, square, sub } from '@nnf/core';
import { describe, expect, it } from 'vitest';
import { failuresOf } from './check.js';
import { type OptimizerFormula, optimizerChecks } from './optimizer-checks.js';
import { onlyFailure } from './testing/only-failure.js';

const descent: OptimizerFormula = (start, gradients, { learningRate }) => {
  let parameter = start;
  return gradients.map((gradient) => {
    parameter -= learningRate * gradient;
    return parameter;
  });
};

const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-8];

/** Kingma and Ba, algorithm 1. */
const adamFormula: OptimizerFormula = (start, gradients, { learningRate }) => {
  let [parameter, m, v] = [start, 0, 0];
  return gradients.map((g, i) => {
    m = beta1 * m + (1 - beta1) * g;
    v = beta2 * v + (1 - beta2) * g * g;
    parameter -= (learningRate * (m / (1 - beta1 ** (i + 1)))) / (Math.sqrt(v / (1 - beta2 ** (i + 1))) + epsilon);
    return parameter;
  });
};

type AdamParts = OptimizerDefinition<'mean' | 'square', 'meanCorrection' | 'squareCorrection'>;

const adamParts: AdamParts = {
  slots: ['mean', 'square'],
  scalars: { meanCorrection: (step) => 1 - beta1 ** step, squareCorrection: (step) => 1 - beta2 ** step },
  update: ({ parameter, gradient, learningRate, slots, scalars }) => {
    const mean = add(mul(beta1, slots.mean), mul(1 - beta1, gradient));
    const meanSquare = add(mul(beta2, slots.square), mul(1 - beta2, square(gradient)));
    const divisor = add(sqrt(div(meanSquare, scalars.squareCorrection)), epsilon);
    const step = div(mul(learningRate, div(mean, scalars.meanCorrection)), divisor);
    return { parameter: sub(parameter, step), mean, square: meanSquare };
  },
};
const adam = (replaced: Partial<AdamParts> = {}): Optimizer =>
  defineOptimizer('broken', { ...adamParts, ...replaced } as AdamParts);

describe('optimizerChecks', () => {
  it('pass a correct plugin', async () => {
    expect(await failuresOf(optimizerChecks(adam(), adamFormula))).toEqual([]);
    const plain = defineOptimizer('plain', {
      update: ({ parameter, gradient, learningRate }) => ({ parameter: sub(parameter, mul(learningRate, gradient)) }),
    });
    expect(await failuresOf(optimizerChecks(plain, descent))).toEqual([]);
  });

  it.each<[what: string, make: () => Optimizer, formula: OptimizerFormula, check: string, message: string]>([
    [
      'a name in camel case',
      () => ({ ...adam(), name: 'adamW' }),
      adamFormula,
      'is an optimizer with a name in kebab-case, slots and scalars',
      "its name is 'adamW'",
    ],
    [
      'a scalar that overflows after a million steps',
      () => defineOptimizer('broken', { ...adam(), scalars: { ...adamParts.scalars, growth: (step) => 1.1 ** step } }),
      adamFormula,
      'is an optimizer with a name in kebab-case, slots and scalars',
      'its scalar growth is Infinity at step 1000000',
    ],
    [
      'convnetjs’s Adam: it multiplies by its bias correction where it should divide',
      () =>
        adam({
          update: (symbols) =>
            adamParts.update({
              ...symbols,
              scalars: {
                meanCorrection: div(1, symbols.scalars.meanCorrection),
                squareCorrection: div(1, symbols.scalars.squareCorrection),
              },
            }),
        }),
      adamFormula,
      'follows its formula over 20 steps',
      'weight 0 is',
    ],
    [
      "brain.js's Adam: its first step never moves a bias",
      () =>
        adam({
          scalars: { ...adamParts.scalars, isLater: (step: number) => (step > 1 ? 1 : 0) } as AdamParts['scalars'] &
            object,
          update: (symbols) => {
            const next = adamParts.update(symbols);
            const { isLater } = symbols.scalars as unknown as { readonly isLater: typeof symbols.parameter };
            const step = mul(isLater, sub(symbols.parameter, next.parameter));
            return symbols.role === 'bias' ? { ...next, parameter: sub(symbols.parameter, step) } : next;
          },
        }),
      adamFormula,
      'follows its formula over 20 steps',
      'bias 0 is 0.5 after step 1',
    ],
    [
      'a fixed learning rate',
      () =>
        defineOptimizer('broken', {
          update: ({ parameter, gradient }) => ({ parameter: sub(parameter, mul(0.05, gradient)) }),
        }),
      descent,
      'follows its formula over 20 steps',
      'weight 0 is',
    ],
    [
      'the wrong sign, in formula and optimizer alike',
      () =>
        defineOptimizer('broken', {
          update: ({ parameter, gradient, learningRate }) => ({
            parameter: add(parameter, mul(mul(learningRate, 0.01), gradient)),
          }),
        }),
      (start, gradients, { learningRate, role }) =>
        descent(start, gradients, { learningRate: -0.01 * learningRate, role }),
      'converges on a convex problem',
      'after 1000 steps with learning rate 0.05 the loss is',
    ],
    [
      'steps of constant size, which circle the minimum',
      () =>
        adam({
          update: (symbols) => ({
            ...adamParts.update(symbols),
            parameter: sub(
              symbols.parameter,
              mul(symbols.learningRate, div(symbols.gradient, add(sqrt(square(symbols.gradient)), 1e-30))),
            ),
          }),
        }),
      (start, gradients, { learningRate }) => {
        let parameter = start;
        return gradients.map((gradient) => {
          parameter -= learningRate * Math.sign(gradient);
          return parameter;
        });
      },
      'converges on a convex problem',
      'it does not settle',
    ],
    [
      'stale state: one step counter for all networks',
      () => {
        let calls = 0;
        return adam({ scalars: { ...adamParts.scalars!, meanCorrection: () => 1 - beta1 ** ++calls } });
      },
      adamFormula,
      'has no state between networks',
      'beside another network',
    ],
  ])('%s', async (_, make, formula, check, message) => {
    const found = await onlyFailure(() => optimizerChecks(make(), formula));
    expect(found.check).toBe(check);
    expect(found.message).toContain(message);
  });
});
