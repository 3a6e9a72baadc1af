// TensorFlow.js on its WebAssembly backend: node tfjs-wasm.mjs CASE MNIST-FOLDER ROUND
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as wasm from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import * as keras from '@tensorflow/tfjs-layers';
import { measureCase } from './cases.mjs';
import { rowsOf, toNumbers, toOneHot } from './rows.mjs';

const backendFolder = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json'));

await measureCase({ dtype: 'float32', trainer, predictor, share: 0.05 });

async function makeModel({ sizes, initial, optimizer, learningRate }) {
  wasm.setWasmPaths(join(backendFolder, 'dist/'));
  await tf.setBackend('wasm');
  const initializer = (standard) =>
    initial === 'uniform' ? keras.initializers.randomUniform({ minval: 0, maxval: 1 }) : standard;
  const model = keras.sequential();
  for (const [index, units] of sizes.slice(1).entries()) {
    model.add(
      keras.layers.dense({
        units,
        inputShape: index === 0 ? [sizes[0]] : undefined,
        activation: index === sizes.length - 2 ? 'softmax' : 'relu',
        kernelInitializer: initializer('heNormal'),
        biasInitializer: initializer('zeros'),
      }),
    );
  }
  model.compile({ optimizer: tf.train[optimizer](learningRate), loss: 'categoricalCrossentropy' });
  return model;
}

async function trainer(network, { images, labels, rows }) {
  const model = await makeModel(network);
  const inputs = tf.tensor2d(toNumbers(images, network.shift), [rows, 784]);
  const targets = tf.tensor2d(toOneHot(labels), [rows, 10]);
  // These options turn off progress bars and yielding to the event loop.
  const options = { batchSize: network.batch, epochs: 1, shuffle: false, verbose: 0, yieldEvery: 'never' };
  return async () => (await model.fit(inputs, targets, options)).history.loss[0];
}

async function predictor(network, { images }) {
  const model = await makeModel(network);
  const inputs = rowsOf(toNumbers(images), 784);
  return async (index) => {
    const input = tf.tensor2d(inputs[index], [1, 784]);
    const output = model.predict(input);
    const numbers = await output.data();
    tf.dispose([input, output]);
    return numbers;
  };
}
