import { isNnfError } from '@nnf/core';
import { type IdxArray, type ImageDataset, imageDataset } from '@nnf/dataset-mnist';
import { fetchIdx } from '@nnf/dataset-mnist/web';
import { imagesPart, labelsFile, type PartedSet, partedSets, partSize } from './data-parts.js';
import type { ImageSets, ImageSource, OnProgress } from './image-sets.js';

const imageBytes = 28 * 28;
/** The approximate bytes of a part, used until the server gives its length. */
const usualPartBytes = 165_000;

/** The bytes received and expected of each part. */
type PartsProgress = Map<string, { readonly received: number; readonly total: number }>;

/** Fetches MNIST in parts from the page's server. Parts are cached, so asking for more samples fetches only the missing parts. */
export class MnistSource implements ImageSource {
  readonly name = 'MNIST';
  readonly #base: string;
  readonly #parts = new Map<string, Promise<IdxArray>>();

  /** @param base the page's address */
  constructor(base: string) {
    this.#base = base;
  }

  async load(samples: number, testSamples: number, onProgress: OnProgress): Promise<ImageSets> {
    const progress: PartsProgress = new Map();
    const [train, test] = await Promise.all([
      this.#load(partedSets.train, samples, progress, onProgress),
      this.#load(partedSets.test, testSamples, progress, onProgress),
    ]);
    onProgress(1);
    return { name: this.name, train, test };
  }

  async #load(set: PartedSet, samples: number, progress: PartsProgress, onProgress: OnProgress): Promise<ImageDataset> {
    const length = Math.min(samples, set.length);
    const names = Array.from({ length: Math.ceil(length / partSize) }, (_, part) => imagesPart(set, part));
    const [labels, ...parts] = await Promise.all(
      [labelsFile(set), ...names].map((name) => this.#part(name, progress, onProgress)),
    );
    const pixels = new Uint8Array(length * imageBytes);
    for (const [part, { data }] of parts.entries()) {
      const from = part * partSize * imageBytes;
      pixels.set(data.subarray(0, pixels.length - from), from);
    }
    return imageDataset(
      { type: 'uint8', shape: [length, 28, 28], data: pixels, name: set.prefix },
      { type: 'uint8', shape: [length], data: Uint8Array.from(labels!.data.subarray(0, length)) },
      { classes: 10 },
    );
  }

  #part(name: string, progress: PartsProgress, onProgress: OnProgress): Promise<IdxArray> {
    const known = this.#parts.get(name);
    if (known) return known;
    progress.set(name, { received: 0, total: usualPartBytes });
    const part = fetchIdx(new URL(name, this.#base), {
      onProgress({ received, total = usualPartBytes }) {
        progress.set(name, { received, total });
        const sum = (of: 'received' | 'total'): number =>
          [...progress.values()].reduce((all, part) => all + part[of], 0);
        onProgress(Math.min(1, sum('received') / sum('total')));
      },
    }).catch((cause: unknown) => {
      // The next load fetches a failed part again.
      this.#parts.delete(name);
      // The error has a cause only if the server was not reached or the transfer broke off.
      if (!isNnfError(cause, 'IDX_FETCH') || !cause.cause) throw cause;
      const message = 'The images could not be downloaded: this machine is offline. Images already loaded still work.';
      throw new Error(message, { cause });
    });
    this.#parts.set(name, part);
    return part;
  }
}
