import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { identity } from '@nnf/activation-identity';
import { relu } from '@nnf/activation-relu';
import { sigmoid } from '@nnf/activation-sigmoid';
import { softmax } from '@nnf/activation-softmax';
import { tanh } from '@nnf/activation-tanh';
import { cpu } from '@nnf/backend-cpu';
import { reference } from '@nnf/backend-reference';
import {
  type Activation,
  type Backend,
  createNetwork,
  type Dataset,
  type DataType,
  elementwise,
  exp,
  gt,
  HiddenLayer,
  InputLayer,
  type Loss,
  mul,
  type Network,
  OutputLayer,
  sub,
  where,
} from '@nnf/core';
import { uniformRandom, xavier } from '@nnf/initializers';
import { binaryCrossEntropy } from '@nnf/loss-binary-cross-entropy';
import { crossEntropy } from '@nnf/loss-cross-entropy';
import { meanSquaredError } from '@nnf/loss-mean-squared-error';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  classificationData,
  classificationNetwork,
  collect,
  regressionData,
  regressionNetwork,
} from './small-networks.js';

const initial = { weights: xavier, biases: uniformRandom };
/** An activation as a user would write it. */
const elu = elementwise('elu', (x) => where(gt(x, 0), x, mul(0.7, sub(exp(x), 1))));
const hiddenActivations: readonly Activation[] = [relu, tanh, sigmoid, identity, elu];
const heads: readonly (readonly [Activation, Loss])[] = [
  [softmax, crossEntropy],
  [sigmoid, binaryCrossEntropy],
  [identity, meanSquaredError],
  [tanh, meanSquaredError],
];

interface Choice {
  /** The sizes of the input, the hidden layers and the output. */
  readonly widths: readonly number[];
  readonly activations: readonly number[];
  readonly head: number;
  readonly rows: number;
  readonly batchSize: number;
  readonly sparse: boolean;
}

/** There are at least two classes. */
const outputsOf = ({ widths, head }: Choice): number => Math.max(widths.at(-1)!, head === 0 ? 2 : 1);

function networkOf(choice: Choice, backend: Backend): Promise<Network> {
  const { widths, activations, head } = choice;
  const [activation, loss] = heads[head]!;
  const hidden = widths
    .slice(1, -1)
    .map((width, i) => new HiddenLayer(width, hiddenActivations[activations[i]!]!, initial));
  const layers = [new InputLayer(widths[0]!), ...hidden, new OutputLayer(outputsOf(choice), activation, loss, initial)];
  return createNetwork(layers, { backend, seed: 7 });
}

function dataOf(choice: Choice): Dataset {
  const { widths, head, rows, sparse } = choice;
  const number = (i: number): number => ((Math.imul(i + 1, 2654435761) >>> 8) % 33) / 16 - 1;
  const matrix = (columns: number, element: (i: number) => number) => ({
    rows,
    columns,
    data: Float64Array.from({ length: rows * columns }, (_, i) => element(i)),
  });
  const outputs = outputsOf(choice);
  const inputs = matrix(widths[0]!, (i) => (sparse && i % 5 !== 0 ? 0 : number(i)));
  const labels = Uint8Array.from({ length: rows }, (_, i) => (i * 7) % outputs);
  const targets =
    head === 0
      ? ({ rows, columns: outputs, data: labels, encoding: 'classes' } as const)
      : matrix(outputs, (i) => (head === 1 ? +(number(i + 9) > 0) : number(i + 9)));
  return { inputs, targets };
}

/** Trains for two epochs. Returns losses, predictions and parameters. */
async function train(choice: Choice, backend: Backend): Promise<Readonly<Record<string, ArrayLike<number>>>> {
  const network = await networkOf(choice, backend);
  const data = dataOf(choice);
  const options = { epochs: 2, learningRate: 0.05, batchSize: choice.batchSize, shuffle: true };
  const reports = await collect(network.train(data, options));
  const { predictions, loss } = await network.evaluate(data);
  const parameters = network.readParameters().map(({ name, data: values }) => [name, values] as const);
  network.dispose();
  return {
    losses: [...reports.flatMap((report) => [report.loss, report.lastSampleLoss]), loss],
    predictions: predictions.data,
    ...Object.fromEntries(parameters),
  };
}

async function expectReference(choice: Choice, dtype: DataType): Promise<void> {
  const [found, expected] = [await train(choice, cpu({ dtype })), await train(choice, reference())];
  expect(Object.keys(found)).toEqual(Object.keys(expected));
  const limit = dtype === 'float64' ? 1e-11 : 2e-4;
  for (const [name, values] of Object.entries(expected)) {
    const scale = Math.max(1, ...Array.from(values, Math.abs));
    const wrong = Array.from(values).findIndex((value, i) => !(Math.abs(found[name]![i]! - value) <= limit * scale));
    const message = `${name}[${wrong}] is ${found[name]![wrong]}, expected ${values[wrong]}: ${JSON.stringify(choice)}`;
    expect(wrong, message).toBe(-1);
    expect(found[name]).toHaveLength(values.length);
  }
}

describe.each(['float64', 'float32'] as const)('the cpu backend in %s follows the reference', (dtype) => {
  it('with networks of all widths from 1 to 67', async () => {
    for (let width = 1; width <= 67; width++) {
      await expectReference(
        {
          widths: [((width * 5) % 67) + 1, width, ((width * 11) % 67) + 1, ((width * 13) % 7) + 1],
          activations: [width % 5, (width + 2) % 5],
          head: width % 4,
          rows: 5 + (width % 20),
          batchSize: 1 + (width % 9),
          sparse: width % 3 === 0,
        },
        dtype,
      );
    }
  });

  it('with batches of every size', async () => {
    for (let batchSize = 1; batchSize <= 21; batchSize++) {
      await expectReference(
        { widths: [17, 9, 4], activations: [batchSize % 5], head: batchSize % 4, rows: 20, batchSize, sparse: true },
        dtype,
      );
    }
  });

  it('with random networks', async () => {
    const width = fc.integer({ min: 1, max: 67 });
    const choice = fc.record<Choice>({
      widths: fc.array(width, { minLength: 2, maxLength: 5 }),
      activations: fc.array(fc.nat(4), { minLength: 3, maxLength: 3 }),
      head: fc.nat(3),
      rows: fc.integer({ min: 1, max: 40 }),
      batchSize: fc.integer({ min: 1, max: 41 }),
      sparse: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(choice, (one) => expectReference(one, dtype)),
      { numRuns: 30 },
    );
  });

  it('with one-hot targets as with class numbers, to the bit', async () => {
    const oneHot = {
      ...classificationData,
      targets: classificationData.targets.map((label) => [0, 1, 2].map((c) => (c === label ? 1 : 0))),
    };
    const results = await Promise.all(
      [classificationData, oneHot].map(async (data) => {
        const network = await classificationNetwork({ backend: cpu({ dtype }) });
        await collect(network.train(data, { epochs: 5, learningRate: 0.1, batchSize: 2 }));
        return network.readParameters();
      }),
    );
    expect(results[1]).toEqual(results[0]);
  });

  it('the same seed gives the same bits, another seed others', async () => {
    const run = async (seed: number) => {
      const network = await regressionNetwork({ seed, backend: cpu({ dtype }) });
      await collect(network.train(regressionData, { epochs: 5, learningRate: 0.1, batchSize: 2, shuffle: true }));
      return network.readParameters();
    };
    expect(await run(3)).toEqual(await run(3));
    expect(await run(3)).not.toEqual(await run(4));
  });

  it('a number that is not finite is found where it was made', async () => {
    const network = await regressionNetwork({ backend: cpu({ dtype }) });
    const before = network.readParameters();
    const training = network.train(
      { ...regressionData, inputs: regressionData.inputs.map((row, i) => (i === 5 ? [row[0]!, Number.NaN] : row)) },
      { epochs: 1, learningRate: 0.1, batchSize: 2 },
    );
    await expect(collect(training)).rejects.toThrow(
      "epoch 0, batch 2: the data's inputs made the first number that is not finite",
    );
    expect(network.readParameters()).toEqual(before);
  });
});

it('a thousand networks that are made, trained and disposed of leave no memory behind', async () => {
  // Runs in a separate process, so that nothing else affects its memory.
  const program = fileURLToPath(new URL('create-train-dispose.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', '--import', 'tsx', program]);
  const { rounds, bytes } = JSON.parse(stdout) as { rounds: number; bytes: number };
  expect(rounds).toBe(1000);
  expect(bytes / 2 ** 20).toBeLessThan(20);
});
