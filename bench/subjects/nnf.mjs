// @nnf: node nnf.mjs BACKEND DTYPE CASE MNIST-FOLDER ROUND
import { measureCase, networks } from './cases.mjs';
import { accuracyCase } from './nnf-accuracy.mjs';
import { matmulCase } from './nnf-matmul.mjs';
import { makeNetwork, toDataset } from './nnf-network.mjs';

const [backendName, dtype, name, folder, round] = process.argv.slice(2);
const backend = await backendOf(backendName);

if (name === 'matmul') await matmulCase(backend);
else if (name === 'accuracy-98') await accuracyCase(networks[name], backend, folder, Number(round));
else await measureCase({ dtype, trainer, predictor, share: backendName === 'reference' ? 0.05 : 1 });

async function trainer(network, { images, labels }) {
  const data = toDataset({ images, labels }, network.shift);
  const { batch: batchSize, learningRate } = network;
  const made = await makeNetwork(network, backend);
  const epochs = made.train(data, { epochs: 1e9, batchSize, learningRate })[Symbol.asyncIterator]();
  return async () => (await epochs.next()).value.loss;
}

async function predictor(network, { images, rows }) {
  const made = await makeNetwork(network, backend);
  const inputs = Array.from({ length: rows }, (_, row) => ({
    rows: 1,
    columns: 784,
    data: images.subarray(row * 784, (row + 1) * 784),
    scale: 1 / 255,
  }));
  return (index) => made.predict(inputs[index]);
}

/** Creates the backend of a name: cpu or reference. */
async function backendOf(name) {
  const module = await import(new URL(`../../packages/backend-${name}/dist/index.js`, import.meta.url).href);
  return name === 'cpu' ? module.cpu({ dtype }) : module.reference();
}
