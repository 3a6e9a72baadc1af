import { reference } from '@nnf/backend-reference';
import {
  createNetwork,
  defineActivation,
  defineInitializer,
  defineLayer,
  defineLoss,
  defineMetric,
  defineOptimizer,
  elementwise,
  HiddenLayer,
  InputLayer,
  type OptimizerDefinition,
  OutputLayer,
} from '@nnf/core';
import { zeros } from '@nnf/initializers';
import { meanSquaredError } from '@nnf/loss-mean-squared-error';
import { describe, expect, it } from 'vitest';
import { regressionNetwork } from './small-networks.js';

/** What a plugin written in plain JavaScript may hold: anything. */
const anything = <T>(value: unknown): T => value as T;
const initial = { weights: zeros, biases: zeros };

describe('a plugin whose parts are missing is refused where it is made', () => {
  it.each<[string, () => unknown, string]>([
    [
      'activation',
      () => defineActivation('a', anything(undefined)),
      "activation 'a': its definition is undefined, expected an object with forward",
    ],
    [
      'activation',
      () => defineActivation('a', anything({})),
      "activation 'a': forward is undefined, expected a function",
    ],
    [
      'elementwise activation',
      () => elementwise('a', anything(5)),
      "activation 'a': expected a function of symbols, got 5",
    ],
    ['loss', () => defineLoss('l', anything({ metrics: [] })), "loss 'l': forward is undefined, expected a function"],
    ['loss', () => defineLoss('l', anything({ forward: () => 0 })), "loss 'l': metrics are no list"],
    [
      'metric',
      () => defineMetric('m', anything({ result: () => 0 })),
      "metric 'm': statistics is undefined, expected a function",
    ],
    [
      'initializer',
      () => defineInitializer('i', anything(null)),
      "initializer 'i': its definition is null, expected an object with fill",
    ],
    [
      'optimizer',
      () => defineOptimizer('o', anything<OptimizerDefinition>({})),
      "optimizer 'o': update is undefined, expected a function",
    ],
    [
      'optimizer',
      () => defineOptimizer('o', anything<OptimizerDefinition>({ update: () => 0, scalars: { a: 5 } })),
      "optimizer 'o', scalars: a is 5, expected a function",
    ],
    [
      'layer',
      () => defineLayer('l', anything({ forward: () => 0 })),
      "layer 'l': outputs is undefined, expected a function",
    ],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(
      expect.objectContaining({ code: 'INVALID_PLUGIN', message: expect.stringContaining(message) }),
    );
  });
});

describe('a plugin whose function returns something else is named', () => {
  const nothing = anything<never>(() => undefined);
  it.each<[string, () => Promise<unknown>, string]>([
    [
      'an activation',
      () =>
        createNetwork(
          [
            new InputLayer(1),
            new HiddenLayer(1, defineActivation('a', { forward: nothing }), initial),
            new OutputLayer(1, undefined, meanSquaredError, initial),
          ],
          { backend: reference() },
        ),
      "activation 'a', forward returned undefined, expected a tensor",
    ],
    [
      'a loss',
      () =>
        createNetwork(
          [
            new InputLayer(1),
            new OutputLayer(1, undefined, defineLoss('l', { forward: nothing, metrics: [] }), initial),
          ],
          { backend: reference() },
        ),
      "loss 'l', forward returned undefined, expected a tensor",
    ],
    [
      'a metric',
      () => regressionNetwork({ metrics: [defineMetric('m', { statistics: nothing, result: () => 0 })] }),
      "metric 'm', statistics returned undefined, expected a list of tensors",
    ],
    [
      'an optimizer',
      () => regressionNetwork({ optimizer: defineOptimizer('o', { update: nothing }) }),
      "optimizer 'o': update returned undefined, expected { parameter",
    ],
    [
      'a layer',
      () =>
        createNetwork(
          [
            new InputLayer(1),
            defineLayer('l', { outputs: () => 1, forward: anything(({ input }: { input: unknown }) => input) }),
            new OutputLayer(1, undefined, meanSquaredError, initial),
          ],
          { backend: reference() },
        ),
      'l 1: forward returned no prediction; return new Prediction(tensor)',
    ],
  ])('%s', async (_, make, message) => {
    await expect(make()).rejects.toMatchObject({ code: 'INVALID_PLUGIN', message: expect.stringContaining(message) });
  });
});
