// brain.js's GPU network in a page. It learns from one sample at a time and has no softmax: see brain.mjs.
import { NeuralNetworkGPU } from 'brain.js';
import { rowsOf, toNumbers, toOneHot } from '../rows.mjs';

export const brain = {
  // A sample takes milliseconds, and far more in wide layers, so it trains on few samples.
  samples: ({ sizes }) => (sizes[1] > 10 ? 4 : 20),
  batch: 1,
  async create({ sizes }, { images, labels }) {
    const made = new NeuralNetworkGPU({
      hiddenLayers: sizes.slice(1, -1),
      activation: 'relu',
      learningRate: 1e-4, // the others' rate may diverge within an epoch; times do not depend on it
      momentum: 1e-12,
    });
    // Reads the error after each epoch, like the others' loss. Otherwise nothing would wait for the device.
    made.errorCheckInterval = 1;
    const outputs = rowsOf(toOneHot(labels), 10);
    const data = rowsOf(toNumbers(images), 784).map((input, row) => ({ input, output: outputs[row] }));
    return {
      epoch: () => made.train(data, { iterations: 1, errorThresh: 1e-12, log: false }).error,
      runsOn: () => `gpu.js ${made.gpu.Kernel.name}`,
    };
  },
};
