import { reference } from '@nnf/backend-reference';
import {
  add,
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
  type LayerDefinition,
  LayerOutput,
  map,
  type OptimizerDefinition,
  OutputLayer,
  type PluginKind,
  planFormat,
  pluginMark,
  type UpdateSymbols,
} from '@nnf/core';
import { zeros } from '@nnf/initializers';
import { meanSquaredError } from '@nnf/loss-mean-squared-error';
import { describe, expect, it } from 'vitest';
import { regressionNetwork } from './small-networks.js';

/** A value of any type, as a plugin in plain JavaScript may contain. */
const anything = <T>(value: unknown): T => value as T;
const initial = { weights: zeros, biases: zeros };

/** Every place that takes a plugin: the plugin's kind, the place's name in messages, and a function that uses a plugin there. */
const places: readonly (readonly [kind: PluginKind, place: string, use: (plugin: never) => unknown])[] = [
  ['activation', 'input layer activation', (plugin) => new InputLayer(1, plugin)],
  ['activation', 'hidden layer activation', (plugin) => new HiddenLayer(1, plugin, initial)],
  ['activation', 'output layer activation', (plugin) => new OutputLayer(1, plugin, meanSquaredError, initial)],
  ['loss', 'output layer loss', (plugin) => new OutputLayer(1, undefined, plugin, initial)],
  [
    'initializer',
    'hidden layer: weights',
    (plugin) => new HiddenLayer(1, undefined, { weights: plugin, biases: zeros }),
  ],
  [
    'initializer',
    'output layer: biases',
    (plugin) => new OutputLayer(1, undefined, meanSquaredError).setBiases(plugin),
  ],
  ['layer', "the hidden layer's attachAfter", (plugin) => new HiddenLayer(1).attachAfter(plugin)],
  ['layer', 'createNetwork: layers[0]', (plugin) => createNetwork([plugin], { backend: reference() })],
  ['backend', 'createNetwork: backend', (backend) => regressionNetwork({ backend })],
  ['optimizer', 'createNetwork: optimizer', (optimizer) => regressionNetwork({ optimizer })],
  ['metric', 'createNetwork: metrics', (metric) => regressionNetwork({ metrics: [metric] })],
];
const withArticle = (kind: PluginKind): string => `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind}`;

describe.each(places)('where %s is expected (%s)', (kind, place, use) => {
  const other: PluginKind = kind === 'metric' ? 'loss' : 'metric';
  it.each<[string, unknown, string, string]>([
    [
      'a plugin of another kind',
      { ...pluginMark(other), name: 'odd' },
      'WRONG_PLUGIN',
      `${place}: expected ${withArticle(kind)}, got the ${other} 'odd'`,
    ],
    [
      'a function that was not called',
      function makeOdd() {},
      'WRONG_PLUGIN',
      `${place}: expected ${withArticle(kind)}, got a function; did you mean to call it: makeOdd()?`,
    ],
    ['null', null, 'WRONG_PLUGIN', `${place}: expected ${withArticle(kind)}, got null`],
    [
      'a plugin built for another plan format',
      { plugin: { kind, format: planFormat + 1 }, name: 'odd' },
      'PLAN_FORMAT',
      `${place}: the plan format of ${kind} 'odd' is ${planFormat + 1}, expected ${planFormat}; install matching versions of it and @nnf/core`,
    ],
  ])('%s is refused by name', async (_, value, code, message) => {
    await expect((async () => use(anything(value)))()).rejects.toMatchObject({ code, message });
  });
});

describe('a plugin whose parts are missing is refused where it is made', () => {
  it.each<[string, () => unknown, string]>([
    [
      'activation',
      () => defineActivation('a', anything(undefined)),
      "activation 'a': the definition is undefined, expected an object with forward",
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
    ['loss', () => defineLoss('l', anything({ forward: () => 0 })), "loss 'l': expected a list of metrics"],
    [
      'metric',
      () => defineMetric('m', anything({ result: () => 0 })),
      "metric 'm': statistics is undefined, expected a function",
    ],
    [
      'initializer',
      () => defineInitializer('i', anything(null)),
      "initializer 'i': the definition is null, expected an object with fill",
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
      'an optimizer that awaits',
      () => regressionNetwork({ optimizer: defineOptimizer('o', { update: anything(async () => ({})) }) }),
      "optimizer 'o': update returned a promise; the function must not be async, expected { parameter",
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
      'l 1: forward returned no LayerOutput; return new LayerOutput(tensor)',
    ],
  ])('%s', async (_, make, message) => {
    await expect(make()).rejects.toMatchObject({ code: 'INVALID_PLUGIN', message: expect.stringContaining(message) });
  });
});

it("an optimizer that uses JavaScript's operators, or an unknown slot, is named", async () => {
  const optimizers = {
    "EXPRESSION_OPERATOR optimizer 'o', update: JavaScript's operators cannot be traced": anything<
      OptimizerDefinition['update']
    >(({ parameter, gradient }: Record<string, number>) => ({ parameter: parameter! - gradient! })),
    "EXPRESSION_OPERAND optimizer 'o', update: add of an expression: expected a number or an expression, got undefined":
      anything<OptimizerDefinition['update']>(({ parameter, slots }: UpdateSymbols) => ({
        parameter: add(parameter, slots.misspelt!),
      })),
  };
  for (const [failure, update] of Object.entries(optimizers)) {
    const [code, ...message] = failure.split(' ');
    await expect(regressionNetwork({ optimizer: defineOptimizer('o', { update }) })).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message.join(' ')),
    });
  }
});

describe('a layer whose parameters or outputs are declared wrongly is refused by name', () => {
  const weights = { name: 'w', role: 'weight', shape: [1, 1], fanIn: 1, fanOut: 1, initial: zeros };
  it.each<[string, unknown, string, string]>([
    ['no list', {}, 'INVALID_PLUGIN', 'l layer 1: parameters returned an object with no properties, expected a list'],
    ['two of one name', [weights, weights], 'DUPLICATE_NAME', "l layer 1: two parameters are named 'w'"],
    [
      'an unknown role',
      [{ ...weights, role: 'weights' }],
      'INVALID_PLUGIN',
      'l layer 1: the role of w is weights, expected weight or bias',
    ],
    [
      'no shape',
      [{ ...weights, shape: undefined }],
      'INVALID_PLUGIN',
      'l layer 1: the shape of w is undefined, expected [rows, columns]',
    ],
    [
      'half a column',
      [{ ...weights, shape: [1, 2.5] }],
      'INVALID_ARGUMENT',
      'l layer 1: the number of columns of w is 2.5, expected an integer of 1 or more',
    ],
    [
      'another kind of plugin',
      [{ ...weights, initial: meanSquaredError }],
      'WRONG_PLUGIN',
      "l layer 1: w: expected an initializer, got the loss 'mean-squared-error'",
    ],
    [
      'no initial values',
      [{ ...weights, initial: undefined }],
      'WRONG_PLUGIN',
      'l layer 1: w: expected an initializer, got undefined',
    ],
  ])('%s', async (_, declared, code, message) => {
    await expect(withLayer({ parameters: anything(() => declared) })).rejects.toMatchObject({ code, message });
  });

  it('no number of outputs', async () => {
    await expect(withLayer({ outputs: anything(() => '1') })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: "l layer 1: outputs(1) is '1', expected an integer of 1 or more",
    });
  });

  function withLayer(changed: Partial<LayerDefinition>) {
    const right: LayerDefinition = { outputs: (inputs) => inputs, forward: ({ input }) => new LayerOutput(input) };
    const output = new OutputLayer(1, undefined, meanSquaredError, initial);
    return createNetwork([new InputLayer(1), defineLayer('l', { ...right, ...changed }), output], {
      backend: reference(),
    });
  }
});

describe('a layer that reads a scalar of its own', () => {
  it('is refused when training begins: nobody gives its value', async () => {
    const shift = defineLayer('shift', {
      outputs: (inputs) => inputs,
      forward: ({ input }) => {
        const scalar = input.builder.scalar({ kind: 'custom', name: 'shift' });
        return new LayerOutput(map(add, input, scalar));
      },
    });
    const layers = [new InputLayer(1), shift, new OutputLayer(1, undefined, meanSquaredError, initial)];
    await using network = await createNetwork(layers, { backend: reference() });
    const training = network.train({ inputs: [[1]], targets: [[2]] }, { epochs: 1, learningRate: 0.1 });
    await expect(training.next()).rejects.toMatchObject({
      code: 'INVALID_PLUGIN',
      message: expect.stringContaining("reads the scalar 'shift', whose value is unknown"),
    });
  });
});
