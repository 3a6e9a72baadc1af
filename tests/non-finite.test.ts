import { identity } from '@nnf/activation-identity';
import { cpu } from '@nnf/backend-cpu';
import { reference } from '@nnf/backend-reference';
import { createNetwork, elementwise, HiddenLayer, InputLayer, isNnfError, log, OutputLayer } from '@nnf/core';
import { ones, zeros } from '@nnf/initializers';
import { meanSquaredError } from '@nnf/loss-mean-squared-error';
import { momentum } from '@nnf/optimizer-momentum';
import { describe, expect, it } from 'vitest';
import { collect, regressionData, regressionNetwork } from './small-networks.js';

const caught = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('a number that is not finite', () => {
  it("ends training, naming epoch, batch and operation, and leaves the last good epoch's parameters", async () => {
    const network = await regressionNetwork();
    const initial = network.readParameters();
    const last: { parameters: unknown; epoch: number } = { parameters: undefined, epoch: -1 };
    const error = await caught(
      (async () => {
        for await (const { epoch } of network.train(regressionData, { epochs: 1000, learningRate: 4, batchSize: 1 })) {
          last.parameters = network.readParameters();
          last.epoch = epoch;
        }
      })(),
    );
    expect(isNnfError(error, 'NON_FINITE')).toBe(true);
    expect(last.epoch).toBeGreaterThan(0);
    expect(String(error)).toMatch(
      new RegExp(`epoch ${last.epoch + 1}, batch \\d+: %\\d+ \\w+ \\(.+\\) made the first number`),
    );
    expect(network.readParameters()).toEqual(last.parameters);
    network.writeParameters(initial);
    expect(await collect(network.train(regressionData, { epochs: 1, learningRate: 0.01 }))).toHaveLength(1);
  });

  it('in the data is found there', async () => {
    const inputs = regressionData.inputs.map((row, i) => (i === 5 ? [row[0]!, Number.NaN] : row));
    const training = (await regressionNetwork()).train(
      { ...regressionData, inputs },
      { epochs: 1, learningRate: 0.1, batchSize: 2 },
    );
    await expect(collect(training)).rejects.toThrow(
      "epoch 0, batch 2: the data's inputs made the first number that is not finite",
    );
  });

  it('in an activation is found in that layer', async () => {
    const logarithm = elementwise('logarithm', (x) => log(x));
    const layers = [
      new InputLayer(1),
      new HiddenLayer(1, logarithm, { weights: ones, biases: zeros }),
      new OutputLayer(1, identity, meanSquaredError, { weights: ones, biases: zeros }),
    ];
    const network = await createNetwork(layers, { backend: reference(), seed: 1 });
    const training = network.train(
      { inputs: [[1], [2], [-1], [3]], targets: [[0], [1], [2], [3]] },
      { epochs: 1, learningRate: 1e-3, batchSize: 1 },
    );
    await expect(collect(training)).rejects.toThrow(
      /epoch 0, batch 2: %\d+ map \(hidden 1 logarithm\) made the first number/,
    );
  });

  it('in a weight is found where all inputs that would meet it are zero', async () => {
    const zero = new Array<number>(40).fill(0);
    const weights = [[1e-20], ...zero.slice(1).map((value) => [value])];
    const layers = [new InputLayer(40), new OutputLayer(1, identity, meanSquaredError, { weights, biases: [0] })];
    const network = await createNetwork(layers, { backend: cpu(), seed: 1 });
    // The first sample makes a weight infinite. The second sample has a zero input there, so both losses are finite.
    const data = { inputs: [zero.with(0, 1e20), zero.with(3, 1)], targets: [[-1], [0]] };
    const before = network.readParameters();
    const training = network.train(data, { epochs: 1, learningRate: 1e18, batchSize: 1 });
    await expect(collect(training)).rejects.toThrow('epoch 0, batch 0: the update of output weights made the first');
    expect(network.readParameters()).toEqual(before);
  });

  it('in a parameter that is written is refused, where float32 cannot hold it', async () => {
    const network = await regressionNetwork({ backend: cpu() });
    const before = network.readParameters();
    expect(() => network.writeParameters([{ name: 'output biases', data: Float64Array.of(1e300) }])).toThrow(
      'writeParameters: output biases has a number that is not finite in float32: 1e+300 in row 0, column 0',
    );
    expect(network.readParameters()).toEqual(before);
  });

  it('is no reason to lose what many epochs have learned, by any backend', async () => {
    for (const [backend, learningRate] of [
      [reference(), 1e300],
      [cpu(), 1e30],
      [cpu({ dtype: 'float64' }), 1e300],
    ] as const) {
      const network = await regressionNetwork({ backend, optimizer: momentum() });
      await collect(network.train(regressionData, { epochs: 3, learningRate: 0.05 }));
      const learned = network.readParameters();
      for (let i = 0; i < 2; i++) {
        const wrong = network.train(regressionData, { epochs: 1000, learningRate, batchSize: 2 });
        expect(isNnfError(await caught(collect(wrong)), 'NON_FINITE')).toBe(true);
        expect(network.readParameters()).toEqual(learned);
      }
    }
  });

  it('that only an update makes is found, though the loss is finite', async () => {
    const layers = [
      new InputLayer(1),
      new OutputLayer(1, identity, meanSquaredError, { weights: [[1e150]], biases: [0] }),
    ];
    const network = await createNetwork(layers, { backend: reference(), seed: 1 });
    const training = network.train(
      { inputs: [[1e3]], targets: [[0]] },
      { epochs: 3, learningRate: 1e300, batchSize: 1 },
    );
    await expect(collect(training)).rejects.toThrow(
      /epoch 0, batch 0: (the update of output \w+|%\d+ \w+ \(.+\)) made the first number/,
    );
    expect(network.readParameters()[0]!.data[0]).toBe(1e150);
  });
});
