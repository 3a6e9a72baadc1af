import { cpu } from '@nnf/backend-cpu';
import { reference } from '@nnf/backend-reference';
import { elementwise, HiddenLayer, OutputLayer, sub } from '@nnf/core';
import { type IdxArray, imageDataset } from '@nnf/dataset-mnist';
import { readImages, readMnist } from '@nnf/dataset-mnist/node';
import { fetchIdx, fetchImages, fetchMnist } from '@nnf/dataset-mnist/web';
import { meanSquaredError } from '@nnf/loss-mean-squared-error';
import { adam } from '@nnf/optimizer-adam';
import { momentum } from '@nnf/optimizer-momentum';
import { describe, expect, it } from 'vitest';
import { regressionData, regressionNetwork } from './small-networks.js';

/** Options as plain JavaScript may give them: TypeScript would not let them through. */
const misspelt = (options: object): never => options as never;
const network = await regressionNetwork();
const bytes: IdxArray = { type: 'uint8', shape: [1, 1, 1], data: new Uint8Array(1) };

describe('a misspelt option is refused, not taken for one that was left out', () => {
  it.each<[string, () => unknown, string]>([
    [
      'createNetwork',
      () => regressionNetwork(misspelt({ sede: 1 })),
      "createNetwork: there is no option 'sede'; there are backend, seed, optimizer, metrics, clip, accumulate, classWeights",
    ],
    [
      'train',
      () => network.train(regressionData, misspelt({ epochs: 1, learningRate: 1, batchsize: 2 })),
      "train: there is no option 'batchsize'; there are learningRate, epochs, lossThreshold, stopWhenLossRises, batchSize, shuffle, validation, signal",
    ],
    [
      'train, where what is required is misspelt',
      () => network.train(regressionData, misspelt({ epochs: 1, learingRate: 1 })),
      "train: there is no option 'learingRate'; there are learningRate, epochs, lossThreshold, stopWhenLossRises, batchSize, shuffle, validation, signal",
    ],
    [
      'evaluate',
      () => network.evaluate(regressionData, misspelt({ singal: undefined })),
      "evaluate: there is no option 'singal'; there are signal",
    ],
    [
      'predict',
      () => network.predict(regressionData.inputs, misspelt({ abort: undefined })),
      "predict: there is no option 'abort'; there are signal",
    ],
    [
      'HiddenLayer',
      () => new HiddenLayer(1, undefined, misspelt({ weight: [[1]] })),
      "hidden layer: there is no option 'weight'; there are weights, biases, frozen",
    ],
    [
      'OutputLayer',
      () => new OutputLayer(1, undefined, meanSquaredError, misspelt({ freeze: true })),
      "output layer: there is no option 'freeze'; there are weights, biases, frozen",
    ],
    [
      'elementwise',
      () => elementwise('a', (x) => x, misspelt({ derivate: sub })),
      "activation 'a': there is no option 'derivate'; there are options, range, log, logComplement, derivative",
    ],
    ['cpu', () => cpu(misspelt({ dtpye: 'float64' })), "cpu: there is no option 'dtpye'; there are dtype, relaxed"],
    [
      'reference',
      () => reference(misspelt({ type: 'float64' })),
      "reference: there is no option 'type'; there are dtype",
    ],
    [
      'momentum',
      () => momentum(misspelt({ nestrov: true })),
      "momentum: there is no option 'nestrov'; there are momentum, nesterov, weightDecay",
    ],
    [
      'adam',
      () => adam(misspelt({ beta3: 0.9 })),
      "adam: there is no option 'beta3'; there are beta1, beta2, epsilon, weightDecay",
    ],
    [
      'readMnist',
      () => readMnist('folder', misspelt({ sampels: 5 })),
      "readMnist: there is no option 'sampels'; there are samples, prefix, classes, dtype, labels",
    ],
    [
      'readMnist, of one set',
      () => readMnist('folder', { samples: misspelt({ training: 5 }) }),
      "option samples: there is no option 'training'; there are train, test",
    ],
    [
      'readImages',
      () => readImages('folder', misspelt({ sample: 5 })),
      "readImages: there is no option 'sample'; there are samples, prefix, classes, dtype, labels",
    ],
    [
      'fetchMnist',
      () => fetchMnist('/folder', misspelt({ abort: 5 })),
      "fetchMnist: there is no option 'abort'; there are samples, prefix, signal, onProgress, fetch, classes, dtype, labels",
    ],
    [
      'fetchImages',
      () => fetchImages({ images: '/images', labels: '/labels' }, misspelt({ class: 5 })),
      "fetchImages: there is no option 'class'; there are samples, signal, onProgress, fetch, classes, dtype, labels",
    ],
    [
      'fetchIdx',
      () => fetchIdx('/file', misspelt({ abort: 5 })),
      "fetchIdx: there is no option 'abort'; there are signal, onProgress, fetch",
    ],
    [
      'imageDataset',
      () => imageDataset(bytes, bytes, misspelt({ type: 'float32' })),
      "imageDataset: there is no option 'type'; there are classes, dtype, labels",
    ],
  ])('%s', async (_, use, message) => {
    await expect((async () => use())()).rejects.toMatchObject({ code: 'UNKNOWN_NAME', message });
  });
});
