// @nnf in a page, on one of its backends.
import { cpu } from '../../../packages/backend-cpu/dist/index.js';
import { gpu } from '../../../packages/backend-gpujs/dist/index.js';
import { makeNetwork, toDataset } from '../nnf-network.mjs';

/** @param mode a mode of the GPU backend, or `cpu` for the CPU backend */
export const nnf = (mode) => ({
  samples: ({ samples }) => samples,
  async create(network, data) {
    const made = await makeNetwork(network, mode === 'cpu' ? cpu() : gpu({ mode }));
    const { batch: batchSize, learningRate } = network;
    const epochs = made.train(toDataset(data), { epochs: 1e9, batchSize, learningRate })[Symbol.asyncIterator]();
    return {
      epoch: async () => (await epochs.next()).value.loss,
      // The network reports the mode that it used, once it has run.
      runsOn: () => made.executes,
    };
  },
});
