import type { Network } from '@nnf/core';
import type { ImageDataset } from '@nnf/dataset-mnist';

/** What the updates are of. */
export interface Updates {
  readonly train: ImageDataset;
  /** Rows an update, at most as many as there are. */
  readonly batchSize: number;
  readonly learningRate: number;
  /** Of one update. */
  readonly operations: number;
}

/** A stretch has so many operations and updates at most: then it holds a run of the GPU backend, which makes many at once. */
const operationsPerStretch = 2e8;
const mostUpdates = 64;
/** How long to measure, in seconds, and how many stretches at most. */
const longEnough = 0.2;
const mostStretches = 20;
/** After so many seconds of the first stretch, what it took to compile is of no account: it need not be repeated. */
const longFirstStretch = 5;

/**
 * Trains a network on the first images for a fraction of a second.
 *
 * @returns seconds an update takes, of the fastest stretch after a first one, in which all is compiled
 */
export async function secondsPerUpdate(network: Network, updates: Updates): Promise<number> {
  const { train, batchSize, learningRate, operations } = updates;
  const wanted = Math.min(mostUpdates, Math.ceil(operationsPerStretch / operations));
  const made = Math.max(1, Math.min(wanted, Math.floor(train.length / batchSize)));
  const images = train.rows(0, made * batchSize);
  const epochs = 1 + mostStretches;
  let fastest = Number.POSITIVE_INFINITY;
  let measured = 0;
  for await (const { epoch, seconds } of network.train(images, { epochs, learningRate, batchSize })) {
    if (epoch === 0 && seconds < longFirstStretch) continue;
    fastest = Math.min(fastest, seconds / made);
    measured += seconds;
    if (measured >= longEnough) break;
  }
  return fastest;
}
