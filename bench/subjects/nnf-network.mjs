// nnf as its users get it: the packages' built files.
const load = (name) => import(new URL(`../../packages/${name}/dist/index.js`, import.meta.url).href);

const { createNetwork, HiddenLayer, InputLayer, OutputLayer } = await load('core');
const { relu } = await load('activation-relu');
const { softmax } = await load('activation-softmax');
const { crossEntropy } = await load('loss-cross-entropy');
const { he, uniformRandom, zeros } = await load('initializers');

/** The backend by its name: cpu or reference. */
export async function backendOf(name, dtype) {
  const module = await load(`backend-${name}`);
  return name === 'cpu' ? module.cpu({ dtype }) : module.reference();
}

/** The network of a case. */
export async function makeNetwork({ sizes, optimizer, initial }, backend, seed = 1) {
  const start =
    initial === 'uniform' ? { weights: uniformRandom, biases: uniformRandom } : { weights: he, biases: zeros };
  const layers = [
    new InputLayer(sizes[0]),
    ...sizes.slice(1, -1).map((size) => new HiddenLayer(size, relu, start)),
    new OutputLayer(sizes.at(-1), softmax, crossEntropy, start),
  ];
  const options = { backend, seed };
  if (optimizer === 'adam') options.optimizer = (await load('optimizer-adam')).adam();
  return createNetwork(layers, options);
}

/** Images as nnf takes them: bytes and their scale, unless they are moved away from zero. */
export function toDataset({ images, labels }, shift) {
  const data = shift ? Float32Array.from(images, (byte) => byte / 255 + shift) : images;
  const inputs = { rows: labels.length, columns: 784, data };
  return { inputs: shift ? inputs : { ...inputs, scale: 1 / 255 }, targets: labels };
}
