import type { ImageDataset } from '@nnf/dataset-mnist';

/** The training set and the test set. */
export interface ImageSets {
  /** `MNIST`, or the names of the user's files. */
  readonly name: string;
  readonly train: ImageDataset;
  readonly test: ImageDataset;
}

/** Called with the progress of a download, from 0 to 1, as bytes arrive. */
export type OnProgress = (share: number) => void;

/** Provides the first training and test images: as many as asked for, or all if there are fewer. */
export interface ImageSource {
  readonly name: string;
  load(samples: number, testSamples: number, onProgress: OnProgress): Promise<ImageSets>;
}

/** Pictures as bytes, from 0 to 255, for a page to draw. */
export interface Pictures {
  readonly width: number;
  readonly height: number;
  /** `[pictures, height * width]` */
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
  readonly labels: readonly number[];
}

/** Selects images of a set by index. */
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
