import { cpu } from '@nnf/backend-cpu';
import { gpu } from '@nnf/backend-gpujs';
import { reference } from '@nnf/backend-reference';
import { elementwise, HiddenLayer, OutputLayer, sub } from '@nnf/core';
import { type IdxArray, imageDataset } from '@nnf/dataset-mnist';
import { readImages, readMnist } from '@nnf/dataset-mnist/node';
import { fetchIdx, fetchImages, fetchMnist } from '@nnf/dataset-mnist/web';
import { dropout } from '@nnf/layer-dropout';
import { meanSquaredError } from '@nnf/loss-mean-squared-error';
import { adam } from '@nnf/optimizer-adam';
import { momentum } from '@nnf/optimizer-momentum';
import { describe, expect, it } from 'vitest';
import { regressionData, regressionNetwork } from './small-networks.js';

/** Options as plain JavaScript may pass them. TypeScript would reject them. */
const misspelt = (options: object): never => options as never;
const network = await regressionNetwork();
const bytes: IdxArray = { type: 'uint8', shape: [1, 1, 1], data: new Uint8Array(1) };

describe('a misspelt option is refused, not ignored', () => {
  it.each<[string, () => unknown, string]>([
    [
      'createNetwork',
      () => regressionNetwork(misspelt({ sede: 1 })),
      "createNetwork: unknown option 'sede', expected one of backend, seed, optimizer, metrics, clip, accumulate, classWeights",
    ],
    [
      'train',
      () => network.train(regressionData, misspelt({ epochs: 1, learningRate: 1, batchsize: 2 })),
      "train: unknown option 'batchsize', expected one of learningRate, epochs, lossThreshold, stopWhenLossRises, batchSize, shuffle, validation, signal",
    ],
    [
      'train, where what is required is misspelt',
      () => network.train(regressionData, misspelt({ epochs: 1, learingRate: 1 })),
      "train: unknown option 'learingRate', expected one of learningRate, epochs, lossThreshold, stopWhenLossRises, batchSize, shuffle, validation, signal",
    ],
    [
      'fit',
      () => network.fit(regressionData, misspelt({ epochs: 1, learningRate: 1, onepoch: () => {} })),
      "fit: unknown option 'onepoch', expected one of learningRate, epochs, lossThreshold, stopWhenLossRises, batchSize, shuffle, validation, signal, onEpoch",
    ],
    [
      'evaluate',
      () => network.evaluate(regressionData, misspelt({ singal: undefined })),
      "evaluate: unknown option 'singal', expected one of signal",
    ],
    [
      'predict',
      () => network.predict(regressionData.inputs, misspelt({ abort: undefined })),
      "predict: unknown option 'abort', expected one of signal",
    ],
    [
      'HiddenLayer',
      () => new HiddenLayer(1, undefined, misspelt({ weight: [[1]] })),
      "hidden layer: unknown option 'weight', expected one of weights, biases, frozen",
    ],
    [
      'OutputLayer',
      () => new OutputLayer(1, undefined, meanSquaredError, misspelt({ freeze: true })),
      "output layer: unknown option 'freeze', expected one of weights, biases, frozen",
    ],
    [
      'elementwise',
      () => elementwise('a', (x) => x, misspelt({ derivate: sub })),
      "activation 'a': unknown option 'derivate', expected one of options, range, log, logComplement, derivative",
    ],
    ['cpu', () => cpu(misspelt({ dtpye: 'float64' })), "cpu: unknown option 'dtpye', expected one of dtype, relaxed"],
    [
      'reference',
      () => reference(misspelt({ type: 'float64' })),
      "reference: unknown option 'type', expected one of dtype",
    ],
    [
      'momentum',
      () => momentum(misspelt({ nestrov: true })),
      "momentum: unknown option 'nestrov', expected one of momentum, nesterov, weightDecay",
    ],
    [
      'adam',
      () => adam(misspelt({ beta3: 0.9 })),
      "adam: unknown option 'beta3', expected one of beta1, beta2, epsilon, weightDecay",
    ],
    [
      'readMnist',
      () => readMnist('folder', misspelt({ sampels: 5 })),
      "readMnist: unknown option 'sampels', expected one of samples, prefix, classes, dtype, labels, transpose",
    ],
    [
      'readMnist, of one set',
      () => readMnist('folder', { samples: misspelt({ training: 5 }) }),
      "option samples: unknown option 'training', expected one of train, test",
    ],
    [
      'readImages',
      () => readImages('folder', misspelt({ sample: 5 })),
      "readImages: unknown option 'sample', expected one of samples, prefix, classes, dtype, labels, transpose",
    ],
    [
      'fetchMnist',
      () => fetchMnist('/folder', misspelt({ abort: 5 })),
      "fetchMnist: unknown option 'abort', expected one of samples, prefix, signal, onProgress, fetch, classes, dtype, labels, transpose",
    ],
    [
      'fetchImages',
      () => fetchImages({ images: '/images', labels: '/labels' }, misspelt({ class: 5 })),
      "fetchImages: unknown option 'class', expected one of samples, signal, onProgress, fetch, classes, dtype, labels, transpose",
    ],
    [
      'fetchIdx',
      () => fetchIdx('/file', misspelt({ abort: 5 })),
      "fetchIdx: unknown option 'abort', expected one of signal, onProgress, fetch",
    ],
    [
      'imageDataset',
      () => imageDataset(bytes, bytes, misspelt({ type: 'float32' })),
      "imageDataset: unknown option 'type', expected one of classes, dtype, labels, transpose",
    ],
  ])('%s', async (_, use, message) => {
    await expect((async () => use())()).rejects.toMatchObject({ code: 'UNKNOWN_NAME', message });
  });
});

describe('a value that is no object of options is refused, not ignored', () => {
  const { signal } = new AbortController();
  it.each<[string, () => unknown, string]>([
    [
      'a learning rate for adam',
      () => adam(misspelt(0.001 as never)),
      'adam: expected an object with beta1, beta2, epsilon, weightDecay, got 0.001',
    ],
    [
      'a rate for momentum',
      () => momentum(misspelt(0.9 as never)),
      'momentum: expected an object with momentum, nesterov, weightDecay, got 0.9',
    ],
    [
      'a type for cpu',
      () => cpu(misspelt('float64' as never)),
      "cpu: expected an object with dtype, relaxed, got 'float64'",
    ],
    [
      'a signal for predict',
      () => network.predict(regressionData.inputs, misspelt(signal)),
      'predict: expected an object with signal, got an instance of AbortSignal',
    ],
    [
      'weights for a layer',
      () => new HiddenLayer(1, undefined, misspelt([[1]])),
      'hidden layer: expected an object with weights, biases, frozen, got an array',
    ],
    [
      'a text for frozen',
      () => new HiddenLayer(1, undefined, misspelt({ frozen: 'false' })),
      "hidden layer: frozen is 'false', expected true or false",
    ],
    ['null for cpu', () => cpu(misspelt(null as never)), 'cpu: expected an object with dtype, relaxed, got null'],
    ['null for gpu', () => gpu(misspelt(null as never)), 'gpu: expected an object with mode, dtype, got null'],
    [
      'null for adam',
      () => adam(misspelt(null as never)),
      'adam: expected an object with beta1, beta2, epsilon, weightDecay, got null',
    ],
    [
      'null for momentum',
      () => momentum(misspelt(null as never)),
      'momentum: expected an object with momentum, nesterov, weightDecay, got null',
    ],
    [
      'null for predict',
      () => network.predict(regressionData.inputs, misspelt(null as never)),
      'predict: expected an object with signal, got null',
    ],
  ])('%s', async (_, use, message) => {
    await expect((async () => use())()).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', message });
  });
});

describe('an option of another type is refused, not converted or ignored', () => {
  it.each<[string, () => unknown, string]>([
    [
      "a signal's controller for predict",
      () => network.predict(regressionData.inputs, misspelt({ signal: new AbortController() })),
      'predict: signal is an instance of AbortController, expected an AbortSignal',
    ],
    [
      "a signal's state for evaluate",
      () => network.evaluate(regressionData, misspelt({ signal: true })),
      'evaluate: signal is true, expected an AbortSignal',
    ],
    ['texts for adam', () => adam(misspelt({ beta1: '' })), 'adam: beta1 is , expected a number from 0 and below 1'],
    ['adam, epsilon', () => adam(misspelt({ epsilon: '1' })), 'adam: epsilon is 1, expected a number above 0'],
    [
      'adam, weightDecay',
      () => adam(misspelt({ weightDecay: null })),
      'adam: weightDecay is null, expected a number of 0 or more',
    ],
    [
      'momentum',
      () => momentum(misspelt({ momentum: [] })),
      'momentum: momentum is , expected a number from 0 and below 1',
    ],
    [
      'momentum, weightDecay',
      () => momentum(misspelt({ weightDecay: '' })),
      'momentum: weightDecay is , expected a number of 0 or more',
    ],
    [
      'momentum, nesterov',
      () => momentum(misspelt({ nesterov: 'false' })),
      'momentum: nesterov is false, expected true or false',
    ],
    ['dropout', () => dropout(misspelt(null as never)), 'dropout: rate is null, expected a number from 0 and below 1'],
  ])('%s', async (_, use, message) => {
    await expect((async () => use())()).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', message });
  });
});

it('validation data that is not there is refused, not left out', () => {
  const train = (validation: unknown): unknown =>
    network.train(regressionData, misspelt({ epochs: 1, learningRate: 1, validation }));
  for (const value of [null, false, 0, '']) expect(() => train(value)).toThrow('validation data: expected an object');
});
