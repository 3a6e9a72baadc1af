import { type IdxArray, type ImageDataset, imageDataset, readIdx } from '@nnf/dataset-mnist';
import { imagesPart, labelsFile, type PartedSet, partedSets, partSize } from './data-parts.js';
import type { ImageSets, ImageSource, OnProgress } from './image-sets.js';

const imageBytes = 28 * 28;
/** About how many bytes a part is on its way, until its server says. */
const usualPartBytes = 165_000;

/** MNIST from the parts beside the page. What was read is kept, so that more samples fetch only the parts that lack. */
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
  #expected = 0;
  #received = 0;

  constructor(readonly onProgress: OnProgress) {}

  begin(): void {
    this.#expected += usualPartBytes;
  }

  /** A part's own length is known now. */
  correct(bytes: number): void {
    this.#expected += bytes - usualPartBytes;
  }

  add(bytes: number): void {
    this.#received += bytes;
    this.onProgress(Math.min(1, this.#received / this.#expected));
  }
}

async function fetchPart(url: string, progress: PartsProgress): Promise<IdxArray> {
  progress.begin();
  let response: Response;
  try {
    response = await fetch(url);
  } catch (cause) {
    throw new Error('The images could not be downloaded: there is no network. What is here already still works.', {
      cause,
    });
  }
  if (!response.ok) throw new Error(`The images could not be downloaded: ${url} answers ${response.status}`);
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (const reader = response.body!.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    pieces.push(value);
    length += value.length;
    progress.add(value.length);
  }
  progress.correct(length);
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return readIdx(bytes, url);
}
