import { identity } from '@nnf/activation-identity';
import { relu } from '@nnf/activation-relu';
import { softmax } from '@nnf/activation-softmax';
import {
  type Backend,
  createNetwork,
  type Dataset,
  HiddenLayer,
  InputLayer,
  type Network,
  OutputLayer,
} from '@nnf/core';
import { he, uniformRandom, zeros } from '@nnf/initializers';
import { dropout } from '@nnf/layer-dropout';
import { crossEntropy } from '@nnf/loss-cross-entropy';
import { meanSquaredError } from '@nnf/loss-mean-squared-error';
import { type GoldenTrace, networkOf } from './golden-network.js';

/** What a training showed. */
export interface TrainingResult {
  readonly executes: string;
  /** The mean loss of each epoch. */
  readonly losses: readonly number[];
}

/** Trains as a trace of the original framework did. These functions run in Node and in pages alike. */
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

/** The README's walkthrough, not yet trained. */
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

/** The walkthrough of the README, for some epochs. */
export async function trainWalkthrough(backend: Backend, data: Dataset, epochs: number): Promise<TrainingResult> {
  const network = await walkthroughNetwork(backend);
  const losses: number[] = [];
  for await (const { loss } of network.train(data, { epochs, learningRate: 1e-4, batchSize: 1 })) losses.push(loss);
  const { executes } = network;
  network.dispose();
  return { executes, losses };
}

/**
 * The mean loss of the walkthrough's first samples, with the pixels in another order and the first layer's weights along with
 * them: on paper the same number, in the machine with sums of another order.
 *
 * @param step what was pixel k is pixel k · step mod 784; 1 leaves them as they are
 */
export async function reorderedWalkthrough(
  backend: Backend,
  data: Dataset,
  rows: number,
  step: number,
): Promise<number> {
  const { inputs, targets } = data;
  if (!('data' in inputs && 'data' in targets)) throw new TypeError('not matrices');
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

/** What a seed decides. */
export interface Randomness {
  /** The numbers of each parameter before training. */
  readonly first: readonly (readonly number[])[];
  /** After each epoch of one sample, which weights it has moved. */
  readonly moved: readonly (readonly boolean[])[];
  /** The order in which the samples of each shuffled epoch came. */
  readonly orders: readonly (readonly number[])[];
}

/** Finds out what a seed decided, from what a network of that backend does. */
export async function randomnessOf(backend: Backend): Promise<Randomness> {
  const initial = { weights: he, biases: zeros };
  const layers = [new InputLayer(2), dropout(0.5), new OutputLayer(3, softmax, crossEntropy, initial)];
  const network = await createNetwork(layers, { backend, seed: 5 });
  const first = network.readParameters().map(({ data }) => Array.from(data));
  // Of a dropped input the gradient is exactly 0, so the mask shows in which weights have moved.
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
 * A bias b that starts at 0 learns from y = 4^k at a rate of ½ times: b ← b + (y − b) / 2 with the loss (y − b)², so after
 * an epoch the sample that came last has the most weight, and b tells the order. All of it is exact in float32, for two epochs.
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

/** The order of samples that takes a bias from one value to another. */
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
