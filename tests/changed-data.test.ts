import { relu } from '@nnf/activation-relu';
import { softmax } from '@nnf/activation-softmax';
import { cpu } from '@nnf/backend-cpu';
import { gpu } from '@nnf/backend-gpujs';
import { reference } from '@nnf/backend-reference';
import {
  accuracy,
  type Backend,
  createNetwork,
  type Dataset,
  type EpochReport,
  HiddenLayer,
  InputLayer,
  type NumberArray,
  OutputLayer,
  rSquared,
} from '@nnf/core';
import { he, zeros } from '@nnf/initializers';
import { crossEntropy } from '@nnf/loss-cross-entropy';
import { describe, expect, it } from 'vitest';
import { rejectionOf } from '../packages/core/src/testing/failure-of.js';

const [rows, columns, classes] = [20, 32, 4] as const;
const initial = { weights: he, biases: zeros };

/** A data set in typed arrays, and these arrays. */
interface Arrays {
  readonly data: Dataset;
  readonly inputs: NumberArray;
  readonly labels: NumberArray;
}

/** Samples of which a share of 1 / `every` is not zero. Fewer than two in five are stored by their non-zeros on the CPU. */
function samples(every: number, labels: NumberArray, salt: number): Arrays {
  const inputs = Uint8Array.from({ length: rows * columns }, (_, i) => (i % every === 0 ? (i * salt) % 256 : 0));
  for (let i = 0; i < rows; i++) labels[i] = (i * salt) % classes;
  return { data: { inputs: { rows, columns, data: inputs, scale: 1 / 255 }, targets: labels }, inputs, labels };
}

const forms: Readonly<Record<string, (salt: number) => Arrays>> = {
  'dense inputs': (salt) => samples(1, new Uint8Array(rows), salt),
  'sparse inputs': (salt) => samples(7, new Float32Array(rows), salt),
  'dense targets': (salt) => {
    const { data, inputs } = samples(7, new Uint8Array(rows), salt);
    const labels = Float64Array.from({ length: rows * classes }, (_, i) => Number(i % classes === (i >> 2) % classes));
    return { data: { inputs: data.inputs, targets: { rows, columns: classes, data: labels } }, inputs, labels };
  },
};

function makeNetwork(backend: Backend) {
  const layers = [
    new InputLayer(columns),
    new HiddenLayer(8, relu, initial),
    new OutputLayer(classes, softmax, crossEntropy, initial),
  ];
  return createNetwork(layers, { backend, seed: 1, metrics: [accuracy, rSquared] });
}

const withoutTime = ({ seconds: _, ...report }: EpochReport) => report;
const options = { epochs: 4, learningRate: 0.1, batchSize: 5, shuffle: true };

/** Trains; `between` is called before the first epoch and after each. */
async function reportsOf(backend: Backend, data: Dataset, validation: Dataset, between: (epoch: number) => void) {
  const network = await makeNetwork(backend);
  const reports = [];
  const training = network.train(data, { ...options, validation });
  between(-1);
  for await (const report of training) {
    reports.push(withoutTime(report));
    between(report.epoch);
  }
  const parameters = network.readParameters();
  network.dispose();
  return { reports, parameters };
}

describe.each([
  ['reference', () => reference()],
  ['cpu', () => cpu()],
  ['cpu, float64', () => cpu({ dtype: 'float64' })],
  ['gpujs', () => gpu({ mode: 'cpu' })],
] as const)('typed arrays that change, on %s', (_, make) => {
  it.each(Object.keys(forms))('between epochs change nothing: %s', async (form) => {
    const expected = await reportsOf(make(), forms[form]!(3).data, forms[form]!(5).data, () => {});
    const [training, validation] = [forms[form]!(3), forms[form]!(5)];
    const found = await reportsOf(make(), training.data, validation.data, (epoch) => {
      if (epoch < 0) return;
      for (const { inputs, labels } of [training, validation]) {
        inputs.fill(200 + epoch);
        labels.fill(epoch === 1 ? 99 : epoch === 2 ? 255 : 1);
      }
    });
    expect(found).toEqual(expected);
  });

  it.each(Object.keys(forms))('before the first epoch are what is trained on: %s', async (form) => {
    const expected = await reportsOf(make(), forms[form]!(5).data, forms[form]!(3).data, () => {});
    const [training, validation] = [forms[form]!(3), forms[form]!(5)];
    const found = await reportsOf(make(), training.data, validation.data, (epoch) => {
      if (epoch >= 0) return;
      for (const [arrays, others] of [[training, forms[form]!(5)] as const, [validation, forms[form]!(3)] as const]) {
        arrays.inputs.set(others.inputs);
        arrays.labels.set(others.labels);
      }
    });
    expect(found).toEqual(expected);
  });

  it.each<[string, (arrays: Arrays) => void, string]>([
    ['a class that is too large', ({ labels }) => labels.fill(classes, 7), `row 7 has class ${classes}`],
    ['a class far outside the memory', ({ labels }) => labels.fill(2 ** 31, 3), 'row 3 has class 2147483648'],
    ['no class', ({ labels }) => labels.fill(0.5, 19), 'row 19 has class 0.5'],
    ['not a number', ({ labels }) => labels.fill(Number.NaN, 1), 'row 1 has class NaN'],
    [
      'memory that a worker took',
      ({ labels }) => structuredClone(labels, { transfer: [labels.buffer as ArrayBuffer] }),
      'but 0',
    ],
    [
      'inputs that a worker took',
      ({ inputs }) => structuredClone(inputs, { transfer: [inputs.buffer as ArrayBuffer] }),
      'data has 0 numbers, expected 640',
    ],
  ])('before the first epoch are checked again: %s', async (_case, change, message) => {
    for (const name of ['training', 'validation']) {
      const network = await makeNetwork(make());
      const changed = samples(7, new Float64Array(rows), 3);
      const { data } = samples(7, new Float64Array(rows), 3);
      const before = network.readParameters();
      const training =
        name === 'training'
          ? network.train(changed.data, options)
          : network.train(data, { ...options, validation: changed.data });
      change(changed);
      const rejection = await rejectionOf(training.next());
      expect(rejection).toContain(name);
      expect(rejection).toContain(message);
      expect(network.readParameters()).toEqual(before);
      expect(await network.fit(data, options)).toHaveLength(4);
      network.dispose();
    }
  });
});

it('plain rows are read before the first epoch, too', async () => {
  const network = await makeNetwork(cpu());
  const inputs = Array.from({ length: rows }, () => new Array<number>(columns).fill(1));
  const training = network.train({ inputs, targets: new Uint8Array(rows) }, options);
  inputs[4]!.pop();
  expect(await rejectionOf(training.next())).toMatch(/^INVALID_MATRIX training inputs: row 4 has 31 numbers/);
});
