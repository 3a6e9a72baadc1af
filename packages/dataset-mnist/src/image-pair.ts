import { fail } from './fail.js';
import { describe, type IdxHeader } from './idx-header.js';
import type { ImageOptions } from './image-options.js';
import { isExtended } from './labels.js';

/** What is compared before elements are read: a header, or an array. */
export type Described = Pick<IdxHeader, 'name' | 'type' | 'shape'>;

/**
 * Checks that two files are a set: images `[samples, height, width]` and labels `[samples]`, or QMNIST's extended ones.
 *
 * @throws NnfError `IDX_SHAPE` for another rank or a size of 0, `IDX_LABELS` where there are more or fewer labels than images,
 * `IDX_TYPE` where `dtype: 'uint8'` is asked and the images have another type
 */
export function checkPair(images: Described, labels: Described, { dtype }: ImageOptions): void {
  checkRank(images, 3, 'images have rank 3: [samples, height, width]');
  if (!isExtended(labels)) checkRank(labels, 1, "labels have rank 1: [samples], or are QMNIST's int32 [samples, 8]");
  if (labels.shape[0] !== images.shape[0]) {
    const counts = `has ${labels.shape[0]} labels, ${images.name} has ${images.shape[0]} images`;
    fail('IDX_LABELS', labels.name, `${counts}; they are not of the same set`);
  }
  if (images.shape.includes(0)) {
    fail('IDX_SHAPE', images.name, `holds ${describe(images)}; expected at least 1 image of at least 1 × 1 pixels`);
  }
  if (dtype === 'uint8' && images.type !== dtype) {
    const found = `has elements of type ${images.type}, expected uint8`;
    fail('IDX_TYPE', images.name, `${found}; leave the option dtype out, or use float32`);
  }
}

function checkRank(file: Described, rank: number, expected: string): void {
  const found = file.shape.length;
  if (found !== rank) fail('IDX_SHAPE', file.name, `holds ${describe(file)}, rank ${found}; ${expected}`);
}

/** @throws NnfError `IDX_SHAPE` where training and test images differ in size */
export function checkSameSize(train: Described, test: Described): void {
  const [, height, width] = train.shape;
  const [, testHeight, testWidth] = test.shape;
  if (height === testHeight && width === testWidth) return;
  const found = `has images of ${testHeight} × ${testWidth} pixels, ${train.name} of ${height} × ${width}`;
  fail('IDX_SHAPE', test.name, `${found}; they are not of the same set`);
}
