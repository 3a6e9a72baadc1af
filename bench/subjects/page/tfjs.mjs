// TensorFlow.js in a page, on WebGL or WebGPU, with the layers API as in tfjs-wasm.mjs.
import '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import * as keras from '@tensorflow/tfjs-layers';
import { toNumbers, toOneHot } from '../rows.mjs';

/** @param backend webgl or webgpu */
export const tfjs = (backend) => ({
  // An update takes milliseconds, however small the batch is, so batches of 1 train on a tenth of the samples.
  samples: ({ samples, batch }) => (batch === 1 ? samples / 10 : samples),
  // Backends are global.
  before: async () => {
    if (!(await tf.setBackend(backend))) throw new Error(`tfjs has no backend ${backend} here`);
  },
  async create({ sizes, initial, batch, learningRate }, { images, labels, rows }) {
    const kernelInitializer =
      initial === 'uniform' ? keras.initializers.randomUniform({ minval: 0, maxval: 1 }) : 'heNormal';
    const biasInitializer = initial === 'uniform' ? kernelInitializer : 'zeros';
    const model = keras.sequential();
    for (const [index, units] of sizes.slice(1).entries()) {
      const inputShape = index === 0 ? [sizes[0]] : undefined;
      const activation = index === sizes.length - 2 ? 'softmax' : 'relu';
      model.add(keras.layers.dense({ units, inputShape, activation, kernelInitializer, biasInitializer }));
    }
    model.compile({ optimizer: tf.train.sgd(learningRate), loss: 'categoricalCrossentropy' });
    const inputs = tf.tensor2d(toNumbers(images), [rows, sizes[0]]);
    const targets = tf.tensor2d(toOneHot(labels), [rows, 10]);
    // These options turn off progress bars and yielding to the event loop.
    const options = { batchSize: batch, epochs: 1, shuffle: false, verbose: 0, yieldEvery: 'never' };
    return {
      epoch: async () => (await model.fit(inputs, targets, options)).history.loss[0],
      runsOn: () => (backend === 'webgl' ? `WebGL ${tf.env().get('WEBGL_VERSION')}` : 'WebGPU'),
    };
  },
});
