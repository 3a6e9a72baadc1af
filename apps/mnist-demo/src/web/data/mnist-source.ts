import { isNnfError } from '@nnf/core';
import { type IdxArray, type ImageDataset, imageDataset } from '@nnf/dataset-mnist';
import { type FetchProgress, fetchIdx } from '@nnf/dataset-mnist/web';
import { imagesPart, labelsFile, type PartedSet, partedSets, partSize } from './data-parts.js';
import type { ImageSets, ImageSource, OnProgress } from './image-sets.js';

const imageBytes = 28 * 28;
/** About how many bytes a part takes, until its server says. */
const usualPartBytes = 165_000;

/** MNIST from the parts beside the page. What was read is kept, so that more samples fetch only the missing parts. */
export class MnistSource implements ImageSource {
  readonly name = 'MNIST';
  readonly #base: string;
  readonly #parts = new Map<string, Promise<IdxArray>>();

  /** @param base the page's address */
  constructor(base: string) {
    this.#base = base;
  }

  async load(samples: number, testSamples: number, onProgress: OnProgress): Promise<ImageSets> {
    const progress = new PartsProgress(onProgress);
    const [train, test] = await Promise.all([
      this.#load(partedSets.train, samples, progress),
      this.#load(partedSets.test, testSamples, progress),
    ]);
    onProgress(1);
    return { name: this.name, train, test };
  }

  async #load(set: PartedSet, samples: number, progress: PartsProgress): Promise<ImageDataset> {
    const length = Math.min(samples, set.length);
    const names = Array.from({ length: Math.ceil(length / partSize) }, (_, part) => imagesPart(set, part));
    const [labels, ...parts] = await Promise.all([labelsFile(set), ...names].map((name) => this.#part(name, progress)));
    const pixels = new Uint8Array(length * imageBytes);
    for (const [part, { data }] of parts.entries()) {
      const from = part * partSize * imageBytes;
      pixels.set(data.subarray(0, pixels.length - from) as Uint8Array, from);
    }
    const images: IdxArray = { type: 'uint8', shape: [length, 28, 28], data: pixels, name: set.prefix };
    const firstLabels: IdxArray = {
      type: 'uint8',
      shape: [length],
      data: labels!.data.subarray(0, length) as Uint8Array,
    };
    return imageDataset(images, firstLabels, { classes: 10 });
  }

  #part(name: string, progress: PartsProgress): Promise<IdxArray> {
    const known = this.#parts.get(name);
    if (known) return known;
    const part = fetchPart(new URL(name, this.#base).href, progress);
    this.#parts.set(name, part);
    // What failed is asked for again the next time.
    part.catch(() => this.#parts.delete(name));
    return part;
  }
}

/** Adds up the downloads of several parts. */
class PartsProgress {
  readonly #expected = new Map<string, number>();
  readonly #received = new Map<string, number>();

  constructor(readonly onProgress: OnProgress) {}

  begin(url: string): void {
    this.#expected.set(url, usualPartBytes);
  }

  add({ received, total, url }: FetchProgress): void {
    this.#received.set(url, received);
    this.#expected.set(url, total ?? Math.max(received, usualPartBytes));
    this.onProgress(Math.min(1, sum(this.#received) / sum(this.#expected)));
  }
}

function sum(bytes: ReadonlyMap<string, number>): number {
  return [...bytes.values()].reduce((total, count) => total + count, 0);
}

async function fetchPart(url: string, progress: PartsProgress): Promise<IdxArray> {
  progress.begin(url);
  try {
    return await fetchIdx(url, { onProgress: (report) => progress.add(report) });
  } catch (cause) {
    if (!isNnfError(cause)) throw cause;
    // The server was not reached, or broke off; otherwise it answered.
    const isOffline = cause.code === 'IDX_FETCH' && cause.cause !== undefined;
    const problem = isOffline ? 'there is no network. What is here already still works.' : cause.message;
    throw new Error(`The images could not be downloaded: ${problem}`, { cause });
  }
}
