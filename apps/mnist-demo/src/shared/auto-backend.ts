import type { Backend, Network } from '@nnf/core';
import type { ImageDataset } from '@nnf/dataset-mnist';
import { type Candidate, chooseBackend, operationsPerUpdate } from './choose-backend.js';
import { findAdapters } from './find-adapters.js';
import type { LayerSizes } from './model.js';
import { secondsPerUpdate } from './time-updates.js';

/** The training that a backend is chosen for. */
export interface PlannedTraining {
  readonly sizes: LayerSizes;
  readonly train: ImageDataset;
  readonly batchSize: number;
  readonly learningRate: number;
  makeBackend(candidate: Candidate): Promise<Backend>;
  /** The network, untrained: a new one at each call. */
  makeNetwork(backend: Backend): Promise<Network>;
}

/** The backend that is used, and where it was chosen, why. */
export interface UsedBackend {
  readonly backend: Backend;
  readonly choice?: string;
}

/**
 * Chooses between the processor and a GPU: see `chooseBackend`. What is tried is tried on networks of its own, which are
 * disposed of: nothing of it is in the network that is made then.
 *
 * @param adapters those of the host when left out
 */
export async function autoBackend(training: PlannedTraining, adapters = findAdapters): Promise<Required<UsedBackend>> {
  const { sizes, train, makeBackend } = training;
  const batchSize = Math.min(training.batchSize, train.length);
  const operations = operationsPerUpdate(sizes, batchSize);
  const { candidate, says } = await chooseBackend(operations, {
    adapters: () => adapters(),
    async secondsPerUpdate(tried) {
      const network = await training.makeNetwork(await makeBackend(tried));
      try {
        return await secondsPerUpdate(network, { ...training, batchSize, operations });
      } finally {
        network.dispose();
      }
    },
  });
  return { backend: await makeBackend(candidate), choice: says };
}
