import { identity } from '@nnf/activation-identity';
import { relu } from '@nnf/activation-relu';
import { sigmoid } from '@nnf/activation-sigmoid';
import { softmax } from '@nnf/activation-softmax';
import { reference } from '@nnf/backend-reference';
import {
  accuracy,
  type Backend,
  createNetwork,
  defineActivation,
  defineInitializer,
  defineMetric,
  defineOptimizer,
  HiddenLayer,
  InputLayer,
  type Layer,
  meanAbsoluteError,
  NnfError,
  type NnfErrorCode,
  OutputLayer,
} from '@nnf/core';
import { he, zeros } from '@nnf/initializers';
import { binaryCrossEntropy } from '@nnf/loss-binary-cross-entropy';
import { crossEntropy } from '@nnf/loss-cross-entropy';
import { meanSquaredError } from '@nnf/loss-mean-squared-error';
import { describe, expect, it } from 'vitest';
import { expectError } from './expect-error.js';
import { regressionData, regressionNetwork } from './small-networks.js';

const initial = { weights: he, biases: zeros };
const backend = reference();
const refuseNow = (): never => {
  throw new NnfError('MEMORY_LIMIT', 'too large');
};
const refuse = async (): Promise<never> => refuseNow();
const input = (): InputLayer => new InputLayer(2);
const hidden = (): HiddenLayer => new HiddenLayer(3, relu, initial);
const output = (): OutputLayer => new OutputLayer(1, identity, meanSquaredError, initial);

describe('createNetwork', () => {
  it('attaches layers in the order of the list where the caller has not', async () => {
    const [i, h, o] = [input(), hidden(), output()];
    h.attachAfter(i);
    await createNetwork([i, h, o], { backend });
    expect([h.previous, o.previous, i.next, h.next]).toEqual([i, h, h, o]);
  });

  it.each<[string, () => readonly Layer[], NnfErrorCode, RegExp]>([
    ['no layers', () => [], 'LAYER_ORDER', /the layers are none; expected an InputLayer/],
    ['no output layer', () => [input(), hidden()], 'LAYER_ORDER', /the layers are input, hidden; expected/],
    ['two input layers', () => [input(), input(), output()], 'LAYER_ORDER', /the layers are input, input, output/],
    [
      'a layer without weights',
      () => [input(), new HiddenLayer(3, relu), output()],
      'NO_INITIAL_VALUES',
      /hidden layer 1 has no weights; call setWeights\(…\) or pass \{ weights: … \}/,
    ],
    [
      'a layer without biases',
      () => [input(), new HiddenLayer(3, relu, { weights: he }), output()],
      'NO_INITIAL_VALUES',
      /hidden layer 1 has no biases/,
    ],
    [
      'weights of another shape',
      () => [
        input(),
        new HiddenLayer(3, relu, {
          weights: [
            [1, 2],
            [3, 4],
            [5, 6],
          ],
          biases: zeros,
        }),
        output(),
      ],
      'SHAPE_MISMATCH',
      /hidden layer 1: the shape of weights is \[3, 2\], expected \[2, 3\] \(\[inputs, outputs\]\)/,
    ],
    [
      'biases of another length',
      () => [input(), new HiddenLayer(3, relu, { weights: he, biases: [1, 2] }), output()],
      'SHAPE_MISMATCH',
      /hidden layer 1: the shape of biases is \[1, 2\], expected \[1, 3\]/,
    ],
    [
      'weights that are not finite',
      () => [input(), new OutputLayer(1, identity, meanSquaredError, { weights: [[1], [Number.NaN]], biases: zeros })],
      'INVALID_INITIAL_VALUES',
      /output layer: weights has a number that is not finite/,
    ],
  ])('refuses %s, and attaches nothing', async (_, make, code, message) => {
    const layers = make();
    await expectError(() => createNetwork(layers, { backend }), code, message);
    expect(layers.every((layer) => layer.previous === undefined)).toBe(true);
  });

  it.each<[string, object, NnfErrorCode]>([
    ['a metric that does not fit', { metrics: [accuracy] }, 'TOO_FEW_OUTPUTS'],
    ['two metrics of one name', { metrics: [meanAbsoluteError, meanAbsoluteError] }, 'DUPLICATE_NAME'],
    ['class weights for one output', { classWeights: [1, 2] }, 'INVALID_ARGUMENT'],
    [
      'an optimizer that fails when it is traced',
      { optimizer: defineOptimizer('wrong', { update: () => ({}) as never }) },
      'INVALID_PLUGIN',
    ],
    ['a backend that cannot compile', { backend: { ...backend, compile: refuse } }, 'MEMORY_LIMIT'],
    [
      'a backend that cannot store the initial values',
      { backend: { ...backend, compile: async () => ({ write: refuseNow, dispose: () => {} }) } },
      'MEMORY_LIMIT',
    ],
  ])('refuses %s, and attaches nothing: the layers serve another network', async (_, options, code) => {
    const [i, h, o] = [input(), hidden(), output()];
    await expectError(() => createNetwork([i, h, o], { backend, ...options } as never), code, '');
    expect([i, h, o].map(({ previous, next }) => [previous, next])).toEqual(Array(3).fill([undefined, undefined]));
    await createNetwork([i, o], { backend });
    expect([i.next, o.previous]).toEqual([o, i]);
  });

  it('attaches nothing when the initial values are wrong', async () => {
    const short = defineInitializer('short', { fill: () => new Float64Array(1) });
    const [i, h, o] = [input(), new HiddenLayer(3, relu, { weights: short, biases: zeros }), output()];
    await expectError(() => createNetwork([i, h, o], { backend }), 'INVALID_INITIAL_VALUES', /short/);
    await createNetwork([i, o], { backend });
  });

  it('attaches the layers of one network when two are created of them at once in different orders', async () => {
    const [i, h, o] = [input(), hidden(), output()];
    const disposed: string[] = [];
    const watched: Backend = {
      ...backend,
      compile: async (plans) => {
        const program = await backend.compile(plans);
        const { dispose } = program;
        program.dispose = () => {
          disposed.push('program');
          dispose.call(program);
        };
        return program;
      },
    };
    // Which of them is complete first, and attaches its layers, does not matter.
    const [long, short] = await Promise.allSettled([
      createNetwork([i, h, o], { backend: watched }),
      createNetwork([i, o], { backend: watched }),
    ]);
    expect([long.status, short.status].sort()).toEqual(['fulfilled', 'rejected']);
    const failed = long.status === 'rejected' ? long : short;
    expect(failed).toMatchObject({
      reason: { code: 'ATTACHMENT', message: expect.stringContaining('cannot come after') },
    });
    const attached = long.status === 'fulfilled' ? [h, i, o, h] : [o, undefined, undefined, i];
    expect([i.next, h.previous, h.next, o.previous]).toEqual(attached);
    expect(disposed).toEqual(['program']);
  });

  it('refuses layers that are attached in another order', async () => {
    const [i, first, second, o] = [input(), hidden(), hidden(), output()];
    second.attachAfter(i);
    await expectError(
      () => createNetwork([i, first, second, o], { backend }),
      'ATTACHMENT',
      /hidden layer 1 cannot come after input layer: another layer already comes after that one/,
    );
  });

  it.each<[string, unknown, NnfErrorCode, RegExp]>([
    ['no backend', {}, 'WRONG_PLUGIN', /createNetwork: backend: expected a backend, got undefined/],
    [
      'a backend that was not called',
      { backend: reference },
      'WRONG_PLUGIN',
      /expected a backend, got a function; did you mean to call it: reference\(\)\?/,
    ],
    ['an activation for a backend', { backend: relu }, 'WRONG_PLUGIN', /expected a backend, got the activation 'relu'/],
    [
      'a loss for an optimizer',
      { backend, optimizer: meanSquaredError },
      'WRONG_PLUGIN',
      /optimizer: expected an optimizer, got the loss 'mean-squared-error'/,
    ],
    [
      'a seed that is not an integer',
      { backend, seed: 1.5 },
      'INVALID_ARGUMENT',
      /seed is 1.5, expected an integer from 0 to 4294967295/,
    ],
    ['a negative seed', { backend, seed: -1 }, 'INVALID_ARGUMENT', /seed is -1/],
    [
      'one metric twice',
      { backend, metrics: [accuracy, accuracy] },
      'DUPLICATE_NAME',
      /two metrics are named 'accuracy'/,
    ],
    [
      'a plugin of another plan format',
      { backend: { ...backend, plugin: { kind: 'backend', format: 99 } } },
      'PLAN_FORMAT',
      /the plan format of backend 'reference' is 99, expected 1/,
    ],
  ])('refuses %s', async (_, options, code, message) => {
    await expectError(() => createNetwork([input(), output()], options as never), code, message);
  });

  it('refuses one layer twice, and attaches nothing', async () => {
    const [i, h, other, o] = [input(), hidden(), hidden(), output()];
    await expectError(
      () => createNetwork([i, h, other, h, o], { backend }),
      'ATTACHMENT',
      /layers\[3\] occurs twice in the list/,
    );
    expect([h.previous, other.previous, o.previous]).toEqual([undefined, undefined, undefined]);
  });

  it('refuses a metric under a name that reports have', async () => {
    const metric = defineMetric('loss', { statistics: () => [], result: () => -99 });
    await expectError(
      () => regressionNetwork({ metrics: [metric] }),
      'DUPLICATE_NAME',
      /a metric cannot be named 'loss'/,
    );
    await expectError(
      () => regressionNetwork({ metrics: meanAbsoluteError as never }),
      'INVALID_ARGUMENT',
      /expected a list of metrics/,
    );
  });

  it('refuses meaningless combinations: a loss of probabilities over other numbers, classes with one output', async () => {
    for (const activation of [identity, relu, undefined]) {
      await expectError(
        () => new OutputLayer(2, activation, crossEntropy, initial),
        'LOSS_MISMATCH',
        /output layer: cross-entropy takes predictions from 0 to 1, which .* does not guarantee/,
      );
    }
    const ratio = defineActivation('ratio', { range: [0, 1], normalized: true, forward: (x) => x });
    expect(new OutputLayer(2, ratio, crossEntropy, initial).loss).toBe(crossEntropy);
    await expectError(
      () => new OutputLayer(3, sigmoid, crossEntropy, initial),
      'LOSS_MISMATCH',
      /cross-entropy takes predictions that sum to 1, which sigmoid does not guarantee; use softmax .*, or binary cross-entropy/,
    );
    await expectError(
      () => new OutputLayer(3, relu, crossEntropy, initial),
      'LOSS_MISMATCH',
      /; use softmax or another normalized activation with range: \[0, 1\]$/,
    );
    await expectError(
      () => new OutputLayer(3, relu, binaryCrossEntropy, initial),
      'LOSS_MISMATCH',
      /; use sigmoid or another activation with range: \[0, 1\]$/,
    );
    await expectError(
      () => createNetwork([input(), new OutputLayer(1, sigmoid, crossEntropy, initial)], { backend }),
      'TOO_FEW_OUTPUTS',
      /for one output, use binary cross-entropy/,
    );
    await expectError(() => regressionNetwork({ metrics: [accuracy] }), 'TOO_FEW_OUTPUTS', /use binaryAccuracy/);
    const constant: readonly (readonly [string, readonly Layer[]])[] = [
      ['input softmax', [new InputLayer(1, softmax), output()]],
      ['hidden 1 softmax', [input(), new HiddenLayer(1, softmax, initial), output()]],
      ['output softmax', [input(), new OutputLayer(1, softmax, binaryCrossEntropy, initial)]],
      ['output softmax', [input(), new OutputLayer(1, softmax, meanSquaredError, initial)]],
    ];
    for (const [place, layers] of constant) {
      await expectError(
        () => createNetwork(layers, { backend }),
        'TOO_FEW_OUTPUTS',
        `${place}: softmax of one number is always 1; use two outputs or more, or sigmoid for one`,
      );
    }
  });

  it('takes its own metrics', async () => {
    const network = await regressionNetwork({ metrics: [meanAbsoluteError] });
    expect(Object.keys((await network.evaluate(regressionData)).metrics)).toEqual(['meanAbsoluteError']);
  });
});
