// brain.js with its network that does not use gpu.js: node brain.mjs CASE MNIST-FOLDER ROUND
//
// brain.js has no softmax, so the outputs are ReLU with squared error. It learns from one sample at a time only.
// It accepts no threshold or momentum of 0, so both are close to 0.
import { createRequire } from 'node:module';
import { measureCase } from './cases.mjs';
import { rowsOf, toNumbers, toOneHot } from './rows.mjs';

const { NeuralNetwork } = createRequire(import.meta.url)('brain.js');

await measureCase({ dtype: 'float32', trainer, predictor });

function makeNetwork({ sizes, learningRate }) {
  return new NeuralNetwork({ hiddenLayers: sizes.slice(1, -1), activation: 'relu', learningRate, momentum: 1e-12 });
}

function trainer(network, { images, labels }) {
  const made = makeNetwork(network);
  const outputs = rowsOf(toOneHot(labels), 10);
  const data = rowsOf(toNumbers(images, network.shift), 784).map((input, row) => ({ input, output: outputs[row] }));
  return () => made.train(data, { iterations: 1, errorThresh: 1e-12, log: false }).error;
}

function predictor(network, { images, labels }) {
  const made = makeNetwork(network);
  const inputs = rowsOf(toNumbers(images), 784);
  // brain.js takes its input and output sizes from the first sample.
  made.train([{ input: inputs[0], output: toOneHot(labels.subarray(0, 1)) }], { iterations: 1 });
  return (index) => made.run(inputs[index]);
}
