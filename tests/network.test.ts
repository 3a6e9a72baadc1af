import { identity } from '@nnf/activation-identity';
import { relu } from '@nnf/activation-relu';
import { sigmoid } from '@nnf/activation-sigmoid';
import { softmax } from '@nnf/activation-softmax';
import { cpu } from '@nnf/backend-cpu';
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
  isNnfError,
  type Layer,
  meanAbsoluteError,
  NnfError,
  type NnfErrorCode,
  OutputLayer,
  printPlan,
} from '@nnf/core';
import { he, ones, zeros } from '@nnf/initializers';
import { binaryCrossEntropy } from '@nnf/loss-binary-cross-entropy';
import { crossEntropy } from '@nnf/loss-cross-entropy';
import { meanSquaredError } from '@nnf/loss-mean-squared-error';
import { describe, expect, it } from 'vitest';
import { classificationNetwork, collect, regressionData, regressionNetwork } from './small-networks.js';

const initial = { weights: he, biases: zeros };
const backend = reference();
const refuseNow = (): never => {
  throw new NnfError('MEMORY_LIMIT', 'too large');
};
const refuse = async (): Promise<never> => refuseNow();
const input = (): InputLayer => new InputLayer(2);
const hidden = (): HiddenLayer => new HiddenLayer(3, relu, initial);
const output = (): OutputLayer => new OutputLayer(1, identity, meanSquaredError, initial);

async function expectError(work: () => unknown, code: NnfErrorCode, message: string | RegExp): Promise<void> {
  let error: unknown;
  try {
    await work();
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(Error);
  expect(isNnfError(error, code), String(error)).toBe(true);
  expect((error as Error).message).toMatch(message);
}

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

describe('a network', () => {
  it('shows itself as a table', async () => {
    expect((await classificationNetwork()).summary()).toBe(
      [
        'layer     shape       activation  parameters',
        'input     [batch, 2]  none                 0',
        'hidden 1  [batch, 4]  tanh                12',
        'output    [batch, 3]  softmax             15',
        'total                                     27',
      ].join('\n'),
    );
  });

  it('shows its plan as text', async () => {
    const network = await createNetwork([input(), new OutputLayer(1, undefined, meanSquaredError, initial)], {
      backend,
    });
    expect(printPlan(network.plan)).toMatchInlineSnapshot(`
      "%0 = input                                               [batch, 2]  inputs
      %1 = parameter                                           [2, 1]      output weights
      %2 = matmul %0 %1                                        [batch, 1]  output
      %3 = parameter                                           [1, 1]      output biases
      %4 = input                                               [batch, 1]  targets
      %5 = map (a + b - c) * (a + b - c)  %2 %3 %4             [batch, 1]  mean-squared-error => loss => rSquared 0
      %6 = map abs(a + b - c)  %2 %3 %4                        [batch, 1]  meanAbsoluteError => meanAbsoluteError 0
      %7 = scalar                                              [1, 1]      rows
      %8 = map 1 / a  %7                                       [1, 1]      mean loss gradient
      %9 = map d * (a + b - c) + d * (a + b - c)  %2 %3 %4 %8  [batch, 1]  mean-squared-error gradient
      %10 = reduce sum over rows  %9                           [1, 1]      output gradient
      %11 = matmul %0ᵀ %9                                      [2, 1]      output gradient
      %12 = scalar                                             [1, 1]      learning rate
      %13 = update %1 <- a - c * b  %1 %11 %12                 [2, 1]      output weights gradient-descent
      %14 = update %3 <- a - c * b  %3 %10 %12                 [1, 1]      output biases gradient-descent"
    `);
  });

  it('says what runs it and how many parameters it has', async () => {
    const network = await classificationNetwork();
    expect(network.executes).toBe('reference, float64 interpreter');
    expect(network.parameterCount).toBe(27);
  });

  it('is the same network after its parameters are copied', async () => {
    const [a, b] = [await regressionNetwork({ seed: 1 }), await regressionNetwork({ seed: 2 })];
    expect(await b.predict(regressionData.inputs)).not.toEqual(await a.predict(regressionData.inputs));
    b.writeParameters(a.readParameters());
    expect(await b.predict(regressionData.inputs)).toEqual(await a.predict(regressionData.inputs));
  });

  it('an input layer may transform the data', async () => {
    const network = await createNetwork(
      [new InputLayer(2, relu), new OutputLayer(1, identity, meanSquaredError, { weights: ones, biases: zeros })],
      { backend },
    );
    expect([
      ...(
        await network.predict([
          [3, -5],
          [-1, 4],
        ])
      ).data,
    ]).toEqual([3, 4]);
  });

  it('predicts no class where a number of the sample is NaN', async () => {
    const network = await classificationNetwork();
    const predictions = await network.predict([
      [1, 0],
      [Number.NaN, 0],
    ]);
    await expectError(() => predictions.classes, 'NON_FINITE', /output 0 of row 1 is NaN, so the row has no class/);
  });

  it('predicts one class or several', async () => {
    const network = await classificationNetwork();
    const predictions = await network.predict([
      [1, 0],
      [0, 1],
    ]);
    expect([predictions.rows, predictions.columns]).toEqual([2, 3]);
    for (const index of [0, 1]) {
      const row = [...predictions.row(index)];
      expect(row.reduce((sum, value) => sum + value)).toBeCloseTo(1, 12);
      expect(predictions.classes[index]).toBe(row.indexOf(Math.max(...row)));
    }
  });

  it.each<[string, unknown, NnfErrorCode, RegExp]>([
    ['no learning rate', { epochs: 1 }, 'INVALID_ARGUMENT', /learningRate is undefined, expected a number above 0/],
    ['a learning rate of 0', { epochs: 1, learningRate: 0 }, 'INVALID_ARGUMENT', /learningRate is 0/],
    [
      'half an epoch',
      { epochs: 0.5, learningRate: 1 },
      'INVALID_ARGUMENT',
      /epochs is 0.5, expected an integer of 1 or more/,
    ],
    ['no rows a batch', { epochs: 1, learningRate: 1, batchSize: 0 }, 'INVALID_ARGUMENT', /batchSize is 0/],
    ['no end', { learningRate: 1 }, 'INVALID_ARGUMENT', /expected epochs or lossThreshold, to end training/],
    [
      'a threshold that is not a number',
      { learningRate: 1, lossThreshold: Number.NaN },
      'INVALID_ARGUMENT',
      /lossThreshold is NaN/,
    ],
    [
      'a value that is not a signal',
      { learningRate: 1, epochs: 1, signal: {} },
      'INVALID_ARGUMENT',
      /signal is .*, expected an AbortSignal/,
    ],
    ['no options', undefined, 'INVALID_ARGUMENT', /expected options such as/],
  ])('refuses training options with %s, at once', async (_, options, code, message) => {
    const network = await regressionNetwork();
    await expectError(() => network.train(regressionData, options as never), code, message);
  });

  it.each<[string, unknown, NnfErrorCode, RegExp]>([
    ['nothing', undefined, 'DATA_SHAPE', /training data: expected an object with inputs and targets, got undefined/],
    ['no rows', { inputs: [], targets: [] }, 'DATA_SHAPE', /training inputs have 0 rows/],
    [
      'other columns',
      { inputs: [[1, 2, 3]], targets: [[1]] },
      'DATA_SHAPE',
      /training inputs have 3 columns, the input layer has 2; use new InputLayer\(3\)/,
    ],
    [
      'other target columns',
      { inputs: [[1, 2]], targets: [[1, 2]] },
      'DATA_SHAPE',
      /training targets have 2 columns, the output layer has 1/,
    ],
    [
      'more inputs than targets',
      {
        inputs: [
          [1, 2],
          [3, 4],
        ],
        targets: [[1]],
      },
      'DATA_SHAPE',
      /2 rows of inputs but 1 of targets/,
    ],
    [
      'rows of two lengths',
      { inputs: [[1, 2], [3]], targets: [[1], [2]] },
      'INVALID_MATRIX',
      /training inputs: row 1 has 1 numbers, expected 2 as in row 0/,
    ],
    ['text', { inputs: [['1', 2]], targets: [[1]] }, 'INVALID_MATRIX', /row 0, column 0 is '1', expected a number/],
    [
      'data of another length',
      { inputs: { rows: 2, columns: 2, data: new Float32Array(3) }, targets: [[1], [1]] },
      'INVALID_MATRIX',
      /data has 3 numbers, expected 4 for \[2, 2\]/,
    ],
  ])('refuses data with %s, at once', async (_, data, code, message) => {
    const network = await regressionNetwork();
    await expectError(() => network.train(data as never, { epochs: 1, learningRate: 1 }), code, message);
  });

  it('refuses numbers that are not finite where it measures, and in parameters', async () => {
    const network = await regressionNetwork();
    await expectError(
      () =>
        network.evaluate({
          inputs: [
            [1, 1],
            [Number.NaN, 0],
          ],
          targets: [[1], [1]],
        }),
      'NON_FINITE',
      /the loss of sample 1 is NaN/,
    );
    const [weights] = network.readParameters();
    const broken = { ...weights!, data: weights!.data.map(() => Number.NaN) };
    await expectError(
      () => network.writeParameters([broken]),
      'INVALID_MATRIX',
      /hidden 1 weights has a number that is not finite/,
    );
    expect(network.readParameters()[0]).toEqual(weights);
  });

  it.each<[string, unknown, RegExp]>([
    ['a rate in text', { epochs: 1, learningRate: '0.1' }, /learningRate is '0.1', expected a number above 0/],
    [
      'a shuffle in text',
      { epochs: 1, learningRate: 0.1, shuffle: 'false' },
      /shuffle is 'false', expected true or false/,
    ],
    ['a signal that is null', { epochs: 1, learningRate: 0.1, signal: null }, /signal is .*, expected an AbortSignal/],
  ])('refuses %s', async (_, options, message) => {
    const network = await regressionNetwork();
    await expectError(() => network.train(regressionData, options as never), 'INVALID_ARGUMENT', message);
  });

  it.each<[string, unknown, RegExp]>([
    ['64-bit integers', { rows: 1, columns: 2, data: new BigInt64Array(2) }, /expected a typed array of numbers/],
    [
      'a scale in text',
      { rows: 1, columns: 2, data: new Float32Array(2), scale: '2' },
      /scale is '2', expected a finite number/,
    ],
    [
      'an unknown encoding',
      { rows: 1, columns: 2, data: new Float32Array(2), encoding: 'onehot' },
      /encoding is 'onehot', expected 'dense' or 'classes'/,
    ],
  ])('refuses inputs of %s', async (_, inputs, message) => {
    const network = await regressionNetwork();
    await expectError(() => network.predict(inputs as never), 'INVALID_MATRIX', message);
  });

  it('takes typed arrays for rows', async () => {
    const network = await regressionNetwork();
    const rows = await network.predict([[0.5, 0.25]]);
    expect(await network.predict([Float32Array.of(0.5, 0.25)])).toEqual(rows);
  });

  it('refuses classes and targets that cannot be', async () => {
    const classifier = await classificationNetwork();
    await expectError(
      () => classifier.evaluate({ inputs: [[1, 2]], targets: [3] }),
      'INVALID_MATRIX',
      /evaluation targets: row 0 has class 3, expected an integer from 0 to 2/,
    );
    await expectError(
      () => classifier.evaluate({ inputs: [[1, 2]], targets: [[0, 2, 0]] }),
      'TARGET_RANGE',
      /row 0, column 1 is 2, expected 0 to 1 for cross-entropy/,
    );
    const layers = [input(), new OutputLayer(1, sigmoid, binaryCrossEntropy, initial)];
    const binary = await createNetwork(layers, { backend });
    await expectError(
      () => binary.evaluate({ inputs: [[1, 2]], targets: [-1] }),
      'TARGET_RANGE',
      /column 0 is -1, expected 0 to 1 for binary-cross-entropy/,
    );
  });

  it('refuses a second training while an epoch runs, and parameters between epochs too', async () => {
    const network = await regressionNetwork();
    const training = network.train(regressionData, { epochs: 2, learningRate: 0.1 });
    const running = training.next();
    await expectError(
      () => network.train(regressionData, { epochs: 1, learningRate: 0.1 }).next(),
      'BUSY',
      /is already being trained/,
    );
    await running;
    await expectError(() => network.writeParameters(network.readParameters()), 'BUSY', /leave the training loop first/);
    await training.return();
    expect(await collect(network.train(regressionData, { epochs: 1, learningRate: 0.1 }))).toHaveLength(1);
  });

  it('refuses unknown parameters, and changes none', async () => {
    const network = await regressionNetwork();
    const before = network.readParameters();
    const changed = { ...before[0]!, data: before[0]!.data.map(() => 7) };
    await expectError(
      () => network.writeParameters([changed, { name: 'hidden 9 weights', data: new Float64Array(1) }]),
      'UNKNOWN_NAME',
      /unknown parameter 'hidden 9 weights', expected one of hidden 1 weights, hidden 1 biases/,
    );
    await expectError(
      () => network.writeParameters([changed, { name: 'hidden 1 biases', data: new Float64Array(1) }]),
      'SHAPE_MISMATCH',
      /hidden 1 biases has 1 numbers, expected 3 for \[1, 3\]/,
    );
    expect(network.readParameters()).toEqual(before);
  });

  it('is disposed of where the block ends that uses it, as programs and their data are', async () => {
    const disposed: string[] = [];
    const watched = <T extends { dispose(): void }>(name: string, value: T): T => {
      const { dispose } = value;
      value.dispose = () => {
        disposed.push(name);
        dispose.call(value);
      };
      return value;
    };
    for (const one of [reference(), cpu()]) {
      await using network = watched('network', await regressionNetwork({ backend: one }));
      using program = watched('program', await one.compile({ plan: network.plan }));
      using data = watched('data', program.load({ inputs: { rows: 1, columns: 2, data: Float64Array.of(1, 2) } }));
      expect(data.rows).toBe(1);
    }
    expect(disposed).toEqual(['data', 'program', 'network', 'data', 'program', 'network']);
  });

  it('refuses everything after it has been disposed of', async () => {
    const network = await regressionNetwork();
    network.dispose();
    network.dispose();
    await expectError(() => network.predict([[1, 2]]), 'DISPOSED', /predict: the network has been disposed of/);
    await expectError(() => network.train(regressionData, { epochs: 1, learningRate: 1 }), 'DISPOSED', /train: /);
    await expectError(() => network.evaluate(regressionData), 'DISPOSED', /evaluate: /);
    await expectError(() => network.readParameters(), 'DISPOSED', /readParameters: /);
  });
});
