// Checks that every platform, Node version and CPU computes the same bits: the parameters of small trained networks are compared
// with stored hashes. Training on the CPU backend is covered completely, because it has its own code for exp, log and tanh. The
// reference backend calls `Math.exp`, `Math.log` and `Math.tanh`, whose last bit ECMAScript leaves to the engine. So on that
// backend, only networks without these functions are covered.
import { createHash } from 'node:crypto';
import { elu } from '@nnf/activation-elu';
import { gelu } from '@nnf/activation-gelu';
import { identity } from '@nnf/activation-identity';
import { leakyRelu } from '@nnf/activation-leaky-relu';
import { relu } from '@nnf/activation-relu';
import { sigmoid } from '@nnf/activation-sigmoid';
import { softmax } from '@nnf/activation-softmax';
import { softplus } from '@nnf/activation-softplus';
import { swish } from '@nnf/activation-swish';
import { tanh } from '@nnf/activation-tanh';
import { cpu } from '@nnf/backend-cpu';
import { reference } from '@nnf/backend-reference';
import {
  type Backend,
  createNetwork,
  gradientDescent,
  HiddenLayer,
  InputLayer,
  type Layer,
  type Optimizer,
  OutputLayer,
} from '@nnf/core';
import { he, lecun, normalRandom, uniformRandom, xavier, zeros } from '@nnf/initializers';
import { dropout } from '@nnf/layer-dropout';
import { crossEntropy } from '@nnf/loss-cross-entropy';
import { meanSquaredError } from '@nnf/loss-mean-squared-error';
import { adam } from '@nnf/optimizer-adam';
import { momentum } from '@nnf/optimizer-momentum';
import { describe, expect, it } from 'vitest';

const optimizers = {
  'gradient descent': gradientDescent,
  momentum: momentum({ weightDecay: 0.01 }),
  'Nesterov momentum': momentum({ nesterov: true }),
  adam: adam({ weightDecay: 0.01 }),
} as const;

type Targets = readonly number[] | readonly (readonly number[])[];
type OptimizerName = keyof typeof optimizers;

/** A network with every activation, two kinds of randomness, and a product wide enough to fill several vectors. */
const everything = (): readonly Layer[] => [
  new InputLayer(20),
  new HiddenLayer(19, relu, { weights: he, biases: zeros }),
  dropout(0.25),
  new HiddenLayer(8, tanh, { weights: xavier, biases: uniformRandom }),
  new HiddenLayer(7, sigmoid, { weights: lecun, biases: normalRandom }),
  new HiddenLayer(6, gelu(), { weights: xavier, biases: zeros }),
  new HiddenLayer(6, elu(), { weights: xavier, biases: zeros }),
  new HiddenLayer(6, swish(), { weights: xavier, biases: zeros }),
  new HiddenLayer(6, softplus(), { weights: xavier, biases: zeros }),
  new HiddenLayer(5, leakyRelu(), { weights: he, biases: zeros }),
  new OutputLayer(3, softmax, crossEntropy, { weights: xavier, biases: zeros }),
];

/** A network without exp, log and tanh. IEEE 754 defines the rounding of all its operations. */
const exact = (): readonly Layer[] => [
  new InputLayer(20),
  new HiddenLayer(9, relu, { weights: he, biases: zeros }),
  dropout(0.25),
  new HiddenLayer(7, leakyRelu(), { weights: xavier, biases: uniformRandom }),
  new OutputLayer(3, identity, meanSquaredError, { weights: lecun, biases: zeros }),
];

/** Inputs that are exact in float32: multiples of 1/16, with `zeros` of every ten set to 0. */
function samples(zerosOfTen: number) {
  const value = (row: number, column: number): number => {
    const mixed = (row * 7919 + column * 104_729 + row * column * 31) % 1009;
    return mixed % 10 < zerosOfTen ? 0 : ((mixed % 33) - 16) / 16;
  };
  const inputs = Array.from({ length: 50 }, (_, row) => Array.from({ length: 20 }, (_, column) => value(row, column)));
  return { inputs, targets: inputs.map((_, row) => (row * row) % 3) };
}

const dense = samples(1);
const sparse = samples(9);

/** Trains for eight epochs with shuffled batches, the last one short. Hashes all parameters as little-endian float64. */
async function hashOfTraining(
  layers: readonly Layer[],
  backend: Backend,
  optimizer: Optimizer,
  { inputs, targets }: { readonly inputs: readonly (readonly number[])[]; readonly targets: Targets },
): Promise<string> {
  const network = await createNetwork(layers, { backend, optimizer, seed: 20_260 });
  const options = { epochs: 8, learningRate: 0.02, batchSize: 8, shuffle: true };
  for await (const { loss } of network.train({ inputs, targets }, options)) expect(loss).toBeLessThan(10);
  const hash = createHash('sha256');
  for (const { data } of network.readParameters()) {
    const bytes = new DataView(new ArrayBuffer(8 * data.length));
    data.forEach((number, i) => {
      bytes.setFloat64(8 * i, number, true);
    });
    hash.update(new Uint8Array(bytes.buffer));
  }
  network.dispose();
  return hash.digest('hex').slice(0, 16);
}

const data = { dense, sparse } as const;
type DataName = keyof typeof data;
type Case = readonly [optimizer: OptimizerName, data: DataName, hash: string];

describe.each<[dtype: 'float32' | 'float64', cases: readonly Case[]]>([
  [
    'float32',
    [
      ['gradient descent', 'dense', 'c57ece9041dfa24f'],
      ['gradient descent', 'sparse', 'fd77d766f15e568e'],
      ['momentum', 'dense', '34df9fba568bda3e'],
      ['momentum', 'sparse', '529a04b9cac8ef8a'],
      ['Nesterov momentum', 'dense', '6a75acd50bf570d7'],
      ['Nesterov momentum', 'sparse', '1f8d74ad30ff0ca5'],
      ['adam', 'dense', 'e1c41c921508ab4a'],
      ['adam', 'sparse', '2ee22d189d67c2eb'],
    ],
  ],
  [
    'float64',
    [
      ['gradient descent', 'dense', 'b82c6a34ce289d99'],
      ['gradient descent', 'sparse', '271aef0fe3cb201c'],
      ['momentum', 'dense', '5648e50be42b3edb'],
      ['momentum', 'sparse', '6cfdfa5d97953cb4'],
      ['Nesterov momentum', 'dense', '64998b4134c469f9'],
      ['Nesterov momentum', 'sparse', '7cb2de41289c549b'],
      ['adam', 'dense', '7c68858cea9e25ba'],
      ['adam', 'sparse', '3b273bdb542f1c45'],
    ],
  ],
])('the CPU backend in %s, with every activation and dropout', (dtype, cases) => {
  it.each(cases)('learns the same bits with %s from %s data', async (optimizer, from, expected) => {
    expect(await hashOfTraining(everything(), cpu({ dtype }), optimizers[optimizer], data[from])).toBe(expected);
  });
});

describe('the reference backend, without exp, log and tanh', () => {
  it.each<Case>([
    ['gradient descent', 'dense', '5a7cfcff377c4ec7'],
    ['gradient descent', 'sparse', '6d285d4f3d857569'],
    ['momentum', 'dense', 'b7f0c0bf5e4e08ed'],
    ['momentum', 'sparse', '17ba5fcb31b157ca'],
    ['Nesterov momentum', 'dense', '000a465410eed8f6'],
    ['Nesterov momentum', 'sparse', 'c86aa46c288d1cb7'],
    ['adam', 'dense', '829c819a1692d970'],
    ['adam', 'sparse', 'b6a131898330ba37'],
  ])('learns the same bits with %s from %s data', async (optimizer, from, expected) => {
    const oneHot = data[from].targets.map((label) => [0, 1, 2].map((one) => (one === label ? 1 : 0)));
    const { inputs } = data[from];
    const trained = hashOfTraining(exact(), reference(), optimizers[optimizer], { inputs, targets: oneHot });
    expect(await trained).toBe(expected);
  });
});
