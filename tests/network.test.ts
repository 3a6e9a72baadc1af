import { identity } from '@nnf/activation-identity';
import { relu } from '@nnf/activation-relu';
import { sigmoid } from '@nnf/activation-sigmoid';
import { cpu } from '@nnf/backend-cpu';
import { reference } from '@nnf/backend-reference';
import { createNetwork, InputLayer, type NnfErrorCode, OutputLayer, printPlan } from '@nnf/core';
import { he, ones, zeros } from '@nnf/initializers';
import { binaryCrossEntropy } from '@nnf/loss-binary-cross-entropy';
import { meanSquaredError } from '@nnf/loss-mean-squared-error';
import { describe, expect, it } from 'vitest';
import { expectError } from './expect-error.js';
import { classificationNetwork, collect, regressionData, regressionNetwork } from './small-networks.js';

const initial = { weights: he, biases: zeros };
const backend = reference();
const input = (): InputLayer => new InputLayer(2);

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
