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
  /** Creates a new untrained network at each call. */
  makeNetwork(backend: Backend): Promise<Network>;
}

/** The backend that is used, and the reason if it was chosen automatically. */
export interface UsedBackend {
  readonly backend: Backend;
  readonly choice?: string;
}

/**
 * Chooses between the processor and a GPU: see `chooseBackend`. Each trial trains a separate network and disposes of it, so
 * trials do not affect the network that is created afterwards.
 *
 * @param adapters finds the adapters; by default, those of the host
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
