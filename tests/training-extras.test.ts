import { identity } from '@nnf/activation-identity';
import { cpu } from '@nnf/backend-cpu';
import { reference } from '@nnf/backend-reference';
import {
  createNetwork,
  HiddenLayer,
  InputLayer,
  type LearningRate,
  type Network,
  type NetworkOptions,
  OutputLayer,
} from '@nnf/core';
import { xavier, zeros } from '@nnf/initializers';
import { meanSquaredError } from '@nnf/loss-mean-squared-error';
import { adam } from '@nnf/optimizer-adam';
import { describe, expect, it } from 'vitest';
import {
  classificationData,
  classificationNetwork,
  collect,
  regressionData,
  regressionNetwork,
} from './small-networks.js';

const numbers = (network: Network): number[] => network.readParameters().flatMap(({ data }) => [...data]);
/** The gradient of the mean loss, from one step of plain gradient descent with learning rate 1. */
async function gradientOf(options: Partial<NetworkOptions>, data = regressionData): Promise<number[]> {
  const network = await regressionNetwork(options);
  const before = numbers(network);
  await collect(network.train(data, { epochs: 1, learningRate: 1, batchSize: 100 }));
  return numbers(network).map((value, i) => before[i]! - value);
}

const backends = [reference(), cpu({ dtype: 'float64' })];

describe.each(backends.map((backend) => [backend.name, backend] as const))('on %s', (_, backend) => {
  it('a learning-rate schedule is asked for each update, by epoch and by step', async () => {
    const moments: unknown[] = [];
    const scheduled = await regressionNetwork({ backend });
    const learningRate = (moment: { readonly epoch: number; readonly step: number }): number => {
      moments.push(moment);
      return 0.1 / (1 + moment.step);
    };
    await collect(scheduled.train(regressionData, { epochs: 2, learningRate, batchSize: 4 }));
    expect(moments).toEqual([
      { epoch: 0, step: 0 },
      { epoch: 0, step: 1 },
      { epoch: 1, step: 2 },
      { epoch: 1, step: 3 },
    ]);
    const byHand = await regressionNetwork({ backend });
    for (const step of [0, 1, 2, 3]) {
      const rows = step % 2 === 0 ? [0, 4] : [4, 7];
      const part = { inputs: regressionData.inputs.slice(...rows), targets: regressionData.targets.slice(...rows) };
      await collect(byHand.train(part, { epochs: 1, learningRate: 0.1 / (1 + step), batchSize: 4 }));
    }
    expect(numbers(scheduled)).toEqual(numbers(byHand));
  });

  it('gradients are clipped by value', async () => {
    const free = await gradientOf({ backend });
    expect(free.some((g) => Math.abs(g) > 0.2)).toBe(true);
    const clipped = await gradientOf({ backend, clip: { value: 0.2 } });
    clipped.forEach((g, i) => {
      expect(g).toBeCloseTo(Math.min(Math.max(free[i]!, -0.2), 0.2), 12);
    });
  });

  it('gradients are clipped by their norm, all together, and left alone below it', async () => {
    const free = await gradientOf({ backend });
    const norm = Math.sqrt(free.reduce((sum, g) => sum + g * g, 0));
    const clipped = await gradientOf({ backend, clip: { norm: norm / 3 } });
    clipped.forEach((g, i) => {
      expect(g).toBeCloseTo(free[i]! / 3, 12);
    });
    const below = await gradientOf({ backend, clip: { norm: norm * 2 } });
    below.forEach((g, i) => {
      expect(g).toBeCloseTo(free[i]!, 12);
    });
  });

  it('accumulated gradients train as one large batch does, the last group of an epoch included', async () => {
    for (const optimizer of [undefined, adam()]) {
      const whole = await regressionNetwork({ backend, optimizer });
      await collect(whole.train(regressionData, { epochs: 3, learningRate: 0.1, batchSize: 4 }));
      const parts = await regressionNetwork({ backend, optimizer, accumulate: 2 });
      await collect(parts.train(regressionData, { epochs: 3, learningRate: 0.1, batchSize: 2 }));
      numbers(parts).forEach((value, i) => {
        expect(value).toBeCloseTo(numbers(whole)[i]!, 12);
      });
    }
  });

  it('class weights multiply the losses of their class', async () => {
    const classWeights = [1, 3, 0.5];
    const network = await classificationNetwork({ backend, classWeights });
    const losses = await Promise.all(
      classificationData.inputs.map(async (input, i) => {
        const { loss } = await network.evaluate({ inputs: [input], targets: [classificationData.targets[i]!] });
        return loss * classWeights[classificationData.targets[i]!]!;
      }),
    );
    const [report] = await collect(network.train(classificationData, { epochs: 1, learningRate: 0.1, batchSize: 9 }));
    expect(report!.loss).toBeCloseTo(losses.reduce((sum, loss) => sum + loss) / 9, 10);
    const unweighted = await classificationNetwork({ backend });
    await collect(unweighted.train(classificationData, { epochs: 1, learningRate: 0.1, batchSize: 9 }));
    expect(numbers(network)).not.toEqual(numbers(unweighted));
    const repeated = classificationData.targets.flatMap((label, i) => Array<number>(classWeights[label]! * 2).fill(i));
    const replicated = await classificationNetwork({ backend });
    const data = {
      inputs: repeated.map((i) => classificationData.inputs[i]!),
      targets: repeated.map((i) => classificationData.targets[i]!),
    };
    // Weights 1, 3, ½ over nine samples equal 2, 6, 1 copies of them, twenty-seven in all, except for the mean's divisor.
    await collect(replicated.train(data, { epochs: 1, learningRate: (0.1 * 27) / 18, batchSize: 27 }));
    numbers(network).forEach((value, i) => {
      expect(value).toBeCloseTo(numbers(replicated)[i]!, 10);
    });
  });

  it('frozen layers stay as they are while the others learn', async () => {
    const frozen = { weights: xavier, biases: zeros, frozen: true };
    const output = new OutputLayer(1, identity, meanSquaredError, { weights: xavier, biases: zeros });
    const network = await createNetwork([new InputLayer(2), new HiddenLayer(3, identity, frozen), output], {
      backend,
      optimizer: adam(),
      seed: 1,
    });
    const before = network.readParameters();
    await collect(network.train(regressionData, { epochs: 3, learningRate: 0.1 }));
    const after = network.readParameters();
    expect(after.slice(0, 2)).toEqual(before.slice(0, 2));
    expect(after[2]).not.toEqual(before[2]);
    expect(after[3]).not.toEqual(before[3]);
  });
});

/** A value as plain JavaScript may give it: TypeScript would not let it through. */
const plain = (value: unknown): never => value as never;

it.each<[Partial<NetworkOptions>, string]>([
  [{ clip: { value: 0 } }, 'createNetwork: clip.value is 0, expected a number above 0 and finite in float64'],
  [{ clip: plain({ norm: '1' }) }, "createNetwork: clip.norm is '1', expected a number above 0 and finite in float64"],
  [{ clip: plain(null) }, 'createNetwork: clip is null, expected { value } or { norm } with a number above 0'],
  [{ clip: plain(5) }, 'createNetwork: clip is 5, expected { value } or { norm } with a number above 0'],
  [{ clip: plain({ value: 1, norm: 1 }) }, 'createNetwork: clip is an object with value, norm, expected { value } or'],
  [{ clip: plain({ norm: 1, nrom: 2 }) }, "createNetwork: clip: unknown option 'nrom', expected one of value, norm"],
  [
    { backend: cpu(), clip: { norm: 1e-320 } },
    'createNetwork: clip.norm is 1e-320, expected a number above 0 and finite in',
  ],
  [{ backend: cpu(), clip: { value: 1e39 } }, 'clip.value is 1e+39, expected a number above 0 and finite in float32'],
  [{ accumulate: 0 }, 'createNetwork: accumulate is 0, expected an integer of 1 or more'],
  [
    { classWeights: [1, 2] },
    'createNetwork: classWeights has 2 numbers, expected one per output, for 2 outputs or more; there are 1; ' +
      'for two classes, use two outputs with softmax and cross-entropy',
  ],
  [{ classWeights: plain(null) }, 'createNetwork: classWeights is null, expected an array with one number per class'],
])('options out of their range are refused: %o', async (options, message) => {
  await expect(regressionNetwork(options)).rejects.toThrow(message);
});

it('a schedule that gives no rate is refused with its moment', async () => {
  const network = await regressionNetwork();
  const training = network.train(regressionData, {
    epochs: 3,
    learningRate: ({ epoch }) => 1 / (1 - epoch),
    batchSize: 7,
  });
  await expect(collect(training)).rejects.toThrow(
    'learningRate at epoch 1, step 1 is Infinity, expected a number of 0 or more',
  );
});

it.each<[LearningRate, string]>([
  [plain(() => '1'), "learningRate at epoch 0, step 0 is '1', expected a number of 0 or more and finite in float32"],
  [plain(async () => 1), 'learningRate at epoch 0, step 0 is a promise; the function must not be async, expected'],
  [() => 1e39, 'learningRate at epoch 0, step 0 is 1e+39, expected a number of 0 or more and finite in float32'],
  [1e-320, 'learningRate is 1e-320, expected a number above 0 and finite in float32, or a function of { epoch, step }'],
  [1e39, 'learningRate is 1e+39, expected a number above 0 and finite in float32, or a function of { epoch, step }'],
])('in float32, the learning rate %o is refused', async (learningRate, message) => {
  const network = await regressionNetwork({ backend: cpu() });
  const before = numbers(network);
  await expect(
    (async () => collect(network.train(regressionData, { epochs: 1, learningRate })))(),
  ).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', message: expect.stringContaining(message) });
  expect(numbers(network)).toEqual(before);
});

it('in float64, a learning rate of 1e-320 is one, and a schedule may fall to 0 in float32', async () => {
  const network = await regressionNetwork();
  expect(await collect(network.train(regressionData, { epochs: 1, learningRate: 1e-320 }))).toHaveLength(1);
  const single = await regressionNetwork({ backend: cpu() });
  expect(await collect(single.train(regressionData, { epochs: 1, learningRate: () => 1e-320 }))).toHaveLength(1);
});

it('class weights are checked in the number type, and may be a typed array', async () => {
  for (const [backend, weights, message] of [
    [cpu(), [1, 1, 1e39], 'classWeights[2] is 1e+39, expected a number of 0 or more and finite in float32'],
    [reference(), plain([1, '2', 1]), "classWeights[1] is '2', expected a number of 0 or more and finite in float64"],
    [reference(), [1, Number.NaN, 1], 'classWeights[1] is NaN, expected a number of 0 or more'],
  ] as const) {
    await expect(classificationNetwork({ backend, classWeights: weights })).rejects.toThrow(message);
  }
  const trained = async (classWeights: readonly number[] | Float32Array) => {
    const network = await classificationNetwork({ classWeights });
    await collect(network.train(classificationData, { epochs: 1, learningRate: 0.1 }));
    return numbers(network);
  };
  expect(await trained(Float32Array.of(1, 3, 0.5))).toEqual(await trained([1, 3, 0.5]));
});
