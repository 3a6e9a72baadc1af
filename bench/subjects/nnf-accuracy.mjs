// Trains on all of MNIST until the accuracy on the test images is high enough.
import { report } from './cases.mjs';
import { readImages } from './mnist.mjs';
import { makeNetwork, toDataset } from './nnf-network.mjs';

const enough = 98; // percent
const mostEpochs = 15;

export async function accuracyCase(network, backend, folder, seed) {
  const train = toDataset(readImages(folder, network.samples));
  const test = toDataset(readImages(folder, 10_000, 't10k'));
  const made = await makeNetwork(network, backend, seed);
  const { batch: batchSize, learningRate } = network;
  let [spent, epochs, accuracy] = [0, 0, 0];
  let start = performance.now();
  for await (const _ of made.train(train, { epochs: mostEpochs, batchSize, learningRate, shuffle: true })) {
    spent += (performance.now() - start) / 1000;
    epochs++;
    ({ accuracy } = await made.evaluate(test));
    if (accuracy >= enough) break;
    start = performance.now(); // the time for testing does not count
  }
  const measures = { secondsPerEpoch: spent / epochs, epochs, seconds: spent, accuracy, seed };
  report('accuracy-98', backend.options.dtype, measures);
}
