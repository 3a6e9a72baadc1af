import { identity } from '@nnf/activation-identity';
import { cpu } from '@nnf/backend-cpu';
import { gpu } from '@nnf/backend-gpujs';
import { reference } from '@nnf/backend-reference';
import {
  type Backend,
  createNetwork,
  defineLoss,
  elementwise,
  HiddenLayer,
  InputLayer,
  isNnfError,
  type Loss,
  log,
  map,
  mul,
  type NetworkOptions,
  NnfError,
  OutputLayer,
  sqrt,
  square,
  sub,
} from '@nnf/core';
import { ones, zeros } from '@nnf/initializers';
import { meanSquaredError } from '@nnf/loss-mean-squared-error';
import { adam } from '@nnf/optimizer-adam';
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

/** Each with a number whose square is not finite, and so is 100 times that of its 2/3rd power. */
const backends = [
  ['reference', reference(), 1e200],
  ['cpu', cpu(), 1e30],
  ['cpu, float64', cpu({ dtype: 'float64' }), 1e200],
  ['gpujs', gpu({ mode: 'cpu' }), 1e30],
] as const;

/** The gradient of the prediction is `factor` at any time. */
const linear = (factor: number): Loss =>
  defineLoss('linear', {
    forward: ({ value }, target) => map((p, t) => mul(sub(p, t), factor), value, target),
    metrics: [],
  });

/** One input and one output, from weight and bias. */
const line = (backend: Backend, loss: Loss, weight: number, options: Partial<NetworkOptions> = {}) =>
  createNetwork([new InputLayer(1), new OutputLayer(1, identity, loss, { weights: [[weight]], biases: [0] })], {
    backend,
    seed: 1,
    ...options,
  });

const samplesOf = (inputs: readonly number[], target = 0) => ({
  inputs: inputs.map((input) => [input]),
  targets: inputs.map(() => [target]),
});

describe.each(backends)('what made a number that is not finite, on %s,', (_, backend, huge) => {
  const once = { epochs: 1, batchSize: 1, learningRate: 1e-3 };
  const messageOf = async (training: Promise<unknown>): Promise<string> => {
    const error = await caught(training);
    expect(isNnfError(error, 'NON_FINITE')).toBe(true);
    return (error as Error).message;
  };

  it('is looked for in the batch whose loss fails, past infinities that do no harm', async () => {
    // Every batch's gradient is infinite, and clipped.
    const inputs = [1, 2, 3, 4, 5, 6, 7].map((input) => input * huge ** (2 / 3));
    for (const options of [{}, { optimizer: adam() }, { accumulate: 2 }]) {
      const network = await line(backend, linear(huge ** (2 / 3)), 0, { clip: { value: 1 }, ...options });
      const learningRate = 1 / huge;
      const [first] = await network.fit(samplesOf(inputs), { ...once, learningRate });
      expect(first!.loss).toBeLessThan(0);
      const before = network.readParameters();
      const data = samplesOf(inputs.with(5, Number.NaN));
      const message = await messageOf(network.fit(data, { ...once, learningRate }));
      expect(message).toMatch(
        /^epoch 0, batch 5: the data's inputs made the first number that is not finite: NaN in row 5, column 0; remove/,
      );
      expect(network.readParameters()).toEqual(before);
    }
  });

  it('is named by its row in the data, when rows are shuffled', async () => {
    const network = await line(backend, meanSquaredError, 0);
    const inputs = Array.from({ length: 20 }, (_, i) => (i === 13 ? Number.POSITIVE_INFINITY : i / 20));
    const training = network.fit(samplesOf(inputs), { ...once, batchSize: 3, shuffle: true });
    expect(await messageOf(training)).toMatch(/: the data's inputs .*: Infinity in row 13, column 0; remove/);
  });

  it('is a number that is not finite, however little memory there is to look for it', async () => {
    let programs = 0;
    const compile: Backend['compile'] = (plans) => {
      if (programs++ > 0) throw new NnfError('MEMORY_LIMIT', 'too large');
      return backend.compile(plans);
    };
    const network = await line({ ...backend, compile }, meanSquaredError, 0);
    const error = await caught(network.fit(samplesOf([1, 2, Number.NaN]), once));
    expect(String(error)).toContain(
      'epoch 0, batch 2: the loss is not finite, and no number was before; the inputs reach NaN: scale them to about -1 to 1',
    );
    expect(error).toMatchObject({ code: 'NON_FINITE', cause: { code: 'MEMORY_LIMIT' } });
  });

  it('is told with the numbers that went in: large data', async () => {
    const network = await line(backend, meanSquaredError, 1);
    const message = await messageOf(network.fit(samplesOf([1, huge]), { ...once, learningRate: 1e-9 }));
    expect(message).toMatch(/^epoch 0, batch 1: %\d+ map \(mean-squared-error\) made the first .*, from output /);
    expect(message).toContain('; the inputs reach 1.00e+');
    expect(message).toContain(': scale them to about -1 to 1. The parameters are those before the epoch');
    expect(message).not.toContain('learningRate');
  });

  it('is told with the numbers that went in: large parameters', async () => {
    const large = await line(backend, meanSquaredError, huge);
    const message = await messageOf(large.fit(samplesOf([1, 1]), { ...once, learningRate: 1e-9 }));
    expect(message).toMatch(
      /; output weights reach 1\.00e\+\d+: try a smaller learningRate \(it is 1e-9\), clip, or smaller/,
    );
    const diverging = await line(backend, meanSquaredError, 1);
    const training = diverging.fit(samplesOf([1, 2, 3]), { ...once, learningRate: 5, epochs: 1000 });
    const diverged = await messageOf(training);
    expect(diverged).toMatch(/; output weights reach \d.*: try a smaller learningRate \(it is 5\), clip/);
    expect(diverged).not.toContain('scale them');
  });

  it('is told with the numbers that went in: an operation that is not defined for them', async () => {
    const norm = elementwise('norm', (x) => sqrt(square(x)));
    const stack = () => [
      new InputLayer(1),
      new HiddenLayer(1, norm, { weights: ones, biases: zeros }),
      new OutputLayer(1, identity, meanSquaredError, { weights: ones, biases: zeros }),
    ];
    const network = await createNetwork(stack(), { backend, seed: 1 });
    const message = await messageOf(network.fit(samplesOf([0, 1, 1], 2), { ...once, learningRate: 1e-9 }));
    expect(message).toMatch(/^epoch 0, batch 0: %\d+ map \(.*\) made the first number .*, from .*\(0\)/);
    expect(message).toContain('; neither data nor parameters are large, so look at this operation and its derivative');
    expect(message).not.toContain('learningRate');
    // Large data beside it may be right.
    const beside = await createNetwork(stack(), { backend, seed: 1 });
    const both = await messageOf(beside.fit(samplesOf([0, 253], 2), { ...once, batchSize: 2, learningRate: 1e-9 }));
    expect(both).toContain(
      '; the inputs reach 253: scale them to about -1 to 1; if they are right, look at this operation',
    );
    // The same in a batch that only adds to the gradients of an update.
    const summing = await createNetwork(stack(), { backend, seed: 1, accumulate: 3 });
    const inputs = [1, 1, 1, 1, 0, 1, 1];
    expect(await messageOf(summing.fit(samplesOf(inputs, 1), { ...once, learningRate: 1e-9 }))).toMatch(
      /^epoch 0, batch 4: %\d+ map \(.*\) made the first number .*, from .*\(0\)/,
    );
  });
});

describe.each(backends)('gradients whose squares overflow, on %s,', (_, backend) => {
  it.each([1, 1e-3, 1e3, 1e20])('are clipped to a norm of %d', async (norm) => {
    for (const factor of [1e28 * Math.min(norm, 1e8), 2e19, 3, 1e-12]) {
      const network = await line(backend, linear(factor), 0, { clip: { norm } });
      await network.fit(samplesOf([1]), { epochs: 1, learningRate: 1 });
      const [weight, bias] = network.readParameters().map(({ data }) => data[0]!);
      const expected = Math.min(norm / Math.SQRT2, factor);
      expect(-weight! / expected).toBeCloseTo(1, 5);
      expect(-bias! / expected).toBeCloseTo(1, 5);
    }
  });

  it('are left alone where they are zero', async () => {
    const network = await line(backend, linear(0), 1, { clip: { norm: 1 } });
    await network.fit(samplesOf([1]), { epochs: 1, learningRate: 1 });
    expect(network.readParameters().map(({ data }) => data[0])).toEqual([1, 0]);
  });
});

it('gradients whose norm overflows in float32 end training, and do not pass for zeros', async () => {
  const network = await line(cpu(), linear(3e38), 0, { clip: { norm: 1 } });
  const error = await caught(network.fit(samplesOf([1]), { epochs: 1, learningRate: 1 }));
  expect(String(error)).toMatch(
    /epoch 0, batch 0: .*gradient clipping\) made the first number that is not finite, from .*3\.00e\+38/,
  );
});
