// The cases shared by all JavaScript libraries. A subject defines how its library creates, trains and queries a network. The
// measurement is the same for all.
import { readFileSync } from 'node:fs';
import { millisecondsOf, peakMemory, startUpMilliseconds } from './measure.mjs';
import { readImages } from './mnist.mjs';

/** The same values as in Python and C. */
const epochsForMemory = 2;

export const networks = JSON.parse(readFileSync(new URL('networks.json', import.meta.url), 'utf8'));

/**
 * Measures the case named on the command line, and prints a line of JSON.
 *
 * @param subject `dtype`; `trainer(network, data)` creates a network and resolves to a function that trains one epoch;
 * `predictor(network, data)` resolves to a function that predicts the `index`-th image; `share` is the share of a large
 * network's samples to train on, for libraries that would take minutes for all of them
 */
export async function measureCase({ dtype, trainer, predictor, share = 1 }) {
  const [name, folder] = process.argv.slice(-3);
  const network = networks[name] ?? networks.walkthrough;
  const samples = network.sizes[1] > 10 ? Math.ceil((network.samples * share) / network.batch) * network.batch : 500;
  const data = { ...readImages(folder, samples), rows: samples };
  report(name, dtype, await measure[name in networks ? 'training' : name](network, data, { trainer, predictor }));
}

const measure = {
  async training(network, data, { trainer }) {
    const epoch = await trainer(network, data);
    let last;
    const milliseconds = await millisecondsOf(async () => {
      last = await epoch();
    });
    return { microsecondsPerSample: (milliseconds / data.rows) * 1000, loss: last };
  },
  async predict(network, data, { predictor }) {
    const predict = await predictor(network, data);
    let index = 0;
    const milliseconds = await millisecondsOf(() => predict(index++ % data.rows));
    return { microseconds: milliseconds * 1000 };
  },
  async 'start-up'(network, data, { trainer }) {
    return { milliseconds: await startUpMilliseconds(() => trainer(network, data)) };
  },
  async memory(network, data, { trainer }) {
    const epoch = await trainer(network, data);
    for (let count = 0; count < epochsForMemory; count++) await epoch();
    return { bytes: peakMemory() };
  },
};

export function report(name, dtype, measures) {
  console.log(JSON.stringify({ case: name, dtype, ...measures }));
}
