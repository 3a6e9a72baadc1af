import type { Network } from '@nnf/core';
import type { ImageDataset } from '@nnf/dataset-mnist';

/** The updates to measure. */
export interface Updates {
  readonly train: ImageDataset;
  /** Rows per update, at most the number of images. */
  readonly batchSize: number;
  readonly learningRate: number;
  /** Operations per update. */
  readonly operations: number;
}

/** The most operations and updates per stretch. A stretch is long enough for the GPU backend to run many updates at once. */
const operationsPerStretch = 2e8;
const mostUpdates = 64;
/** How long to measure, in seconds, and the most stretches. */
const longEnough = 0.2;
const mostStretches = 20;
/** If the first stretch takes this many seconds, compiling is negligible in it, so it counts. */
const longFirstStretch = 5;

/**
 * Trains a network on the first images for a fraction of a second.
 *
 * @returns the seconds per update of the fastest stretch. The first stretch includes compiling, so it counts only if it is long.
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
