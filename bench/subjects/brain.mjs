// brain.js, its network that needs no gpu.js: node brain.mjs CASE MNIST-FOLDER ROUND
//
// It knows no softmax: its outputs are ReLU too, compared by squared error. It learns from one sample at a time only.
// Neither a threshold nor a momentum may be 0: they are next to it.
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
  // It takes its first and last sizes from the first sample it sees.
  made.train([{ input: inputs[0], output: toOneHot(labels.subarray(0, 1)) }], { iterations: 1 });
  return (index) => made.run(inputs[index]);
}
