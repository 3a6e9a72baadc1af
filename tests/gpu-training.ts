import { identity } from '@nnf/activation-identity';
import { relu } from '@nnf/activation-relu';
import { softmax } from '@nnf/activation-softmax';
import {
  type Backend,
  createNetwork,
  type Dataset,
  HiddenLayer,
  InputLayer,
  type Matrix,
  type Network,
  OutputLayer,
} from '@nnf/core';
import { he, uniformRandom, zeros } from '@nnf/initializers';
import { dropout } from '@nnf/layer-dropout';
import { crossEntropy } from '@nnf/loss-cross-entropy';
import { meanSquaredError } from '@nnf/loss-mean-squared-error';
import { type GoldenTrace, networkOf } from './golden-network.js';

/** The results of a training. */
export interface TrainingResult {
  readonly executes: string;
  /** The mean loss of each epoch. */
  readonly losses: readonly number[];
}

/** Trains as a trace of the original framework did. The functions of this file run in Node and in pages. */
export async function followTrace(
  trace: GoldenTrace,
  backend: Backend,
  train: Dataset,
  test: Dataset,
): Promise<TrainingResult & { readonly accuracy: number }> {
  const network = await networkOf(trace, backend);
  const losses: number[] = [];
  const options = { epochs: trace.epochs, learningRate: trace.learningRate, batchSize: 1 };
  for await (const { loss } of network.train(train, options)) losses.push(loss);
  const { accuracy = Number.NaN } = await network.evaluate(test);
  const { executes } = network;
  network.dispose();
  return { executes, losses, accuracy };
}

/** Creates the network of the README's walkthrough, untrained. */
function walkthroughNetwork(backend: Backend): Promise<Network> {
  const initial = { weights: uniformRandom, biases: uniformRandom };
  const layers = [
    new InputLayer(784),
    new HiddenLayer(10, relu, initial),
    new HiddenLayer(10, relu, initial),
    new OutputLayer(10, softmax, crossEntropy, initial),
  ];
  return createNetwork(layers, { backend, seed: 42 });
}

/** Runs the README's walkthrough for some epochs. */
export async function trainWalkthrough(backend: Backend, data: Dataset, epochs: number): Promise<TrainingResult> {
  const network = await walkthroughNetwork(backend);
  const losses: number[] = [];
  for await (const { loss } of network.train(data, { epochs, learningRate: 1e-4, batchSize: 1 })) losses.push(loss);
  const { executes } = network;
  network.dispose();
  return { executes, losses };
}

/**
 * Returns the mean loss of the walkthrough's first samples, with the pixels and the first layer's weights reordered in the same
 * way. Mathematically the loss does not change, but floating-point sums are added in another order.
 *
 * @param step pixel k moves to k · step mod 784; 1 keeps the order
 */
export async function reorderedWalkthrough(
  backend: Backend,
  data: Readonly<Record<'inputs' | 'targets', Matrix>>,
  rows: number,
  step: number,
): Promise<number> {
  const { inputs, targets } = data;
  const network = await walkthroughNetwork(backend);
  const place = (pixel: number) => (pixel * step) % 784;
  const pixels = Uint8Array.from({ length: rows * 784 });
  for (let i = 0; i < pixels.length; i++) pixels[i - (i % 784) + place(i % 784)] = inputs.data[i]!;
  const [first, ...others] = network.readParameters();
  const weights = first!.data.slice();
  for (let i = 0; i < weights.length; i++) weights[place(Math.floor(i / 10)) * 10 + (i % 10)] = first!.data[i]!;
  network.writeParameters([{ ...first!, data: weights }, ...others]);
  const dataset = {
    inputs: { ...inputs, rows, data: pixels },
    targets: { ...targets, rows, data: targets.data.slice(0, rows) },
  };
  let mean = Number.NaN;
  for await (const { loss } of network.train(dataset, { epochs: 1, learningRate: 1e-4, batchSize: 1 })) mean = loss;
  network.dispose();
  return mean;
}

/** The random choices that a seed decides. */
export interface Randomness {
  /** The numbers of each parameter before training. */
  readonly first: readonly (readonly number[])[];
  /** Which weights each epoch changed. Each epoch has one sample. */
  readonly moved: readonly (readonly boolean[])[];
  /** The order of the samples in each shuffled epoch. */
  readonly orders: readonly (readonly number[])[];
}

/** Infers the random choices from the behaviour of networks on a backend. */
export async function randomnessOf(backend: Backend): Promise<Randomness> {
  const initial = { weights: he, biases: zeros };
  const layers = [new InputLayer(2), dropout(0.5), new OutputLayer(3, softmax, crossEntropy, initial)];
  const network = await createNetwork(layers, { backend, seed: 5 });
  const first = network.readParameters().map(({ data }) => Array.from(data));
  // The gradient of a dropped input's weights is exactly 0, so unchanged weights reveal the dropout mask.
  const moved: boolean[][] = [];
  for (let epoch = 0; epoch < 12; epoch++) {
    const before = network.readParameters()[0]!.data;
    const training = network.train(
      { inputs: [[1, 2]], targets: [[0, 1, 0]] },
      { epochs: 1, learningRate: 0.1, batchSize: 1 },
    );
    for await (const _ of training);
    moved.push(Array.from(network.readParameters()[0]!.data, (value, i) => value !== before[i]));
  }
  network.dispose();
  const orders = [await ordersOf(backend, 1), await ordersOf(backend, 2), await ordersOf(backend, 3)];
  return { first, moved, orders: orders.flat() };
}

/**
 * Infers the order of the samples from a bias b that starts at 0 and learns targets y = 4^k. With the loss (y − b)² and learning
 * rate ¼, an update is b ← b + (y − b) / 2. Later samples have more weight, so b reveals the order. Two epochs are exact in
 * float32.
 */
async function ordersOf(backend: Backend, seed: number): Promise<number[][]> {
  const samples = 5;
  const output = new OutputLayer(1, identity, meanSquaredError, { weights: zeros, biases: zeros });
  const network = await createNetwork([new InputLayer(1), output], { backend, seed });
  const targets = Array.from({ length: samples }, (_, k) => [4 ** k]);
  const orders: number[][] = [];
  const options = { epochs: 2, learningRate: 0.25, batchSize: 1, shuffle: true };
  let bias = 0;
  for await (const _ of network.train({ inputs: targets.map(() => [0]), targets }, options)) {
    const after = network.readParameters()[1]!.data[0]!;
    orders.push(orderBetween(bias, after, samples));
    bias = after;
  }
  network.dispose();
  return orders;
}

/** Finds the order of samples that changes a bias from one value to another. */
function orderBetween(before: number, after: number, samples: number): number[] {
  const search = (bias: number, order: readonly number[]): number[] | undefined => {
    if (order.length === samples) return bias === after ? [...order] : undefined;
    for (let k = 0; k < samples; k++) {
      const found = order.includes(k) ? undefined : search(Math.fround(bias + (4 ** k - bias) / 2), [...order, k]);
      if (found) return found;
    }
    return undefined;
  };
  const order = search(before, []);
  if (!order) throw new RangeError(`no order of the samples leads from ${before} to ${after}`);
  return order;
}
