// nnf as users get it: the packages' built files. A page imports this file, too, so a bundler must be able to follow its imports.
import { relu } from '../../packages/activation-relu/dist/index.js';
import { softmax } from '../../packages/activation-softmax/dist/index.js';
import { createNetwork, HiddenLayer, InputLayer, OutputLayer } from '../../packages/core/dist/index.js';
import { he, uniformRandom, zeros } from '../../packages/initializers/dist/index.js';
import { crossEntropy } from '../../packages/loss-cross-entropy/dist/index.js';

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
  if (optimizer === 'adam') options.optimizer = (await import('../../packages/optimizer-adam/dist/index.js')).adam();
  return createNetwork(layers, options);
}

/** Images as nnf takes them: bytes and their scale, or floats if they are shifted away from zero. */
export function toDataset({ images, labels }, shift) {
  const data = shift ? Float32Array.from(images, (byte) => byte / 255 + shift) : images;
  const inputs = { rows: labels.length, columns: 784, data };
  return { inputs: shift ? inputs : { ...inputs, scale: 1 / 255 }, targets: labels };
}
