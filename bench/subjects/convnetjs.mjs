// ConvNetJS: node convnetjs.mjs CASE MNIST-FOLDER ROUND
//
// ConvNetJS draws its own initial weights. It processes a batch sample by sample and adds up the gradients.
import { createRequire } from 'node:module';
import { measureCase } from './cases.mjs';
import { rowsOf, toNumbers } from './rows.mjs';

const { Net, SGDTrainer, Vol } = createRequire(import.meta.url)('convnetjs');

await measureCase({ dtype: 'float64', trainer, predictor, share: 0.02 });

function makeNet({ sizes }) {
  const net = new Net();
  net.makeLayers([
    { type: 'input', out_sx: 1, out_sy: 1, out_depth: sizes[0] },
    ...sizes.slice(1, -1).map((size) => ({ type: 'fc', num_neurons: size, activation: 'relu' })),
    { type: 'softmax', num_classes: sizes.at(-1) },
  ]);
  return net;
}

function toVolumes(images, shift) {
  const rows = rowsOf(Float64Array.from(toNumbers(images, shift)), 784);
  return rows.map((row) => Object.assign(new Vol(1, 1, 784, 0), { w: row }));
}

function trainer(network, { images, labels }) {
  const settings = { learning_rate: network.learningRate, momentum: 0, batch_size: network.batch, l2_decay: 0 };
  const learner = new SGDTrainer(makeNet(network), settings);
  const volumes = toVolumes(images, network.shift);
  return () => {
    let loss = 0;
    for (const [row, volume] of volumes.entries()) loss += learner.train(volume, labels[row]).loss;
    return loss / volumes.length;
  };
}

function predictor(network, { images }) {
  const net = makeNet(network);
  const volumes = toVolumes(images);
  return (index) => net.forward(volumes[index]).w;
}
