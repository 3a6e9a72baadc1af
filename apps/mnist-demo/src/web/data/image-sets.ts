import type { ImageDataset } from '@nnf/dataset-mnist';

/** What a network learns from and what it is tested with. */
export interface ImageSets {
  /** `MNIST`, or the files that somebody dropped. */
  readonly name: string;
  readonly train: ImageDataset;
  readonly test: ImageDataset;
}

/** How far a download is, from 0 to 1; called as bytes arrive. */
export type OnProgress = (share: number) => void;

/** Gives images to learn from and to be tested with: the first ones, as many as are wanted or as there are. */
export interface ImageSource {
  readonly name: string;
  load(samples: number, testSamples: number, onProgress: OnProgress): Promise<ImageSets>;
}

/** Pictures as bytes, 0 to 255, for a page to draw. */
export interface Pictures {
  readonly width: number;
  readonly height: number;
  /** `[pictures, height * width]` */
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
  readonly labels: readonly number[];
}

/** Some of a set's images, by their places. */
export function picturesOf(set: ImageDataset, indices: readonly number[]): Pictures {
  const { width, height, images, labels } = set;
  const size = width * height;
  const scale = (images.scale ?? 1) * 255;
  const pixels = new Uint8ClampedArray(indices.length * size);
  for (const [place, index] of indices.entries()) {
    for (let i = 0; i < size; i++) pixels[place * size + i] = images.data[index * size + i]! * scale;
  }
  return { width, height, pixels, labels: indices.map((index) => labels.data[index]!) };
}
