// Measures nanoseconds per number for an activation: forward pass, gradient and the products around it. The network has a layer
// of 1,024 neurons between one input and one output, trained in batches of 128 on @nnf/backend-cpu.
//
//   pnpm build && node bench/activation-speed.mjs [FILE …]
//
// A FILE is your own module, whose default export is a function of a symbolic number and core's operations:
//   export default (x, { mul, softplus, tanh }) => mul(x, tanh(softplus(x)));
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const load = (name) => import(new URL(`../packages/${name}/dist/index.js`, import.meta.url).href);
const core = await load('core');
const { createNetwork, elementwise, HiddenLayer, InputLayer, OutputLayer } = core;
const { he, zeros } = await load('initializers');
const { meanSquaredError } = await load('loss-mean-squared-error');
const { cpu } = await load('backend-cpu');
const { reference } = await load('backend-reference');

const rounds = 15;
const neurons = 1024;
const activations = [undefined];
for (const name of ['relu', 'tanh', 'swish', 'gelu']) activations.push((await load(`activation-${name}`))[name]);
for (const file of process.argv.slice(2)) {
  const { default: formula } = await import(pathToFileURL(resolve(file)).href);
  activations.push(elementwise(basename(file).replace(/\..*$/, ''), (x) => formula(x, core)));
}

const subjects = [];
for (const given of activations) {
  const activation = typeof given === 'function' ? given() : given;
  subjects.push({
    name: activation?.name ?? 'none',
    fast: await trainer(activation, cpu(), 128 * 20),
    slow: await trainer(activation, reference(), 128),
    times: { fast: [], slow: [] },
  });
}
for (let round = 0; round < rounds; round++) {
  for (const { fast, slow, times } of subjects) {
    times.fast.push(await fast());
    times.slow.push(await slow());
  }
}
const bare = median(subjects[0].times.fast);
console.log(
  '| activation | ns a number on cpu | of it the activation | times as fast as backend-reference |\n| --- | --: | --: | --: |',
);
for (const { name, times } of subjects) {
  const [fast, slow] = [median(times.fast), median(times.slow)];
  console.log(`| ${name} | ${fast.toFixed(2)} | ${(fast - bare).toFixed(2)} | ${(slow / fast).toFixed(0)} |`);
}

/** Returns a function that trains for an epoch and returns the nanoseconds per number that the activation is applied to. */
async function trainer(activation, backend, rows) {
  const initial = { weights: he, biases: zeros };
  const layers = [
    new InputLayer(1),
    new HiddenLayer(neurons, activation, initial),
    new OutputLayer(1, undefined, meanSquaredError, initial),
  ];
  const network = await createNetwork(layers, { backend, seed: 1 });
  const data = Float32Array.from({ length: rows }, (_, row) => Math.sin(row));
  const column = { rows, columns: 1, data };
  const options = { epochs: 1e9, batchSize: 128, learningRate: 1e-6 };
  const epochs = network.train({ inputs: column, targets: column }, options)[Symbol.asyncIterator]();
  for (let warm = 0; warm < 3; warm++) await epochs.next();
  return async () => ((await epochs.next()).value.seconds * 1e9) / (rows * neurons);
}

function median(times) {
  return times.sort((a, b) => a - b)[times.length >> 1];
}
