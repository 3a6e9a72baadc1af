import { NnfError } from '@nnf/core';
import type { IdxType } from './idx-array.js';
import { describeHeader } from './idx-header.js';
import type { ImageOptions } from './image-options.js';

/** What is compared before anything is read: a header, or an array that is there already. */
export interface Described {
  readonly name: string;
  readonly type: IdxType;
  readonly shape: readonly number[];
}

/** The sizes of a set of images. */
export interface ImageShape {
  readonly rows: number;
  readonly height: number;
  readonly width: number;
}

/**
 * Checks that two files are a set: images `[samples, height, width]`, labels `[samples]`.
 *
 * @throws NnfError `IDX_SHAPE` where a rank is another or a size is 0, `IDX_LABELS` where there are more or fewer labels than
 * images, `IDX_TYPE` where `dtype: 'uint8'` was asked and the images are not
 */
export function checkPair(images: Described, labels: Described, { dtype }: ImageOptions): ImageShape {
  const [rows, height, width, ...others] = images.shape;
  if (rows === undefined || height === undefined || width === undefined || others.length > 0) {
    throw new NnfError(
      'IDX_SHAPE',
      `${images.name}: holds ${describeHeader(images)}, rank ${images.shape.length}; images have rank 3: ` +
        '[samples, height, width]',
    );
  }
  if (labels.shape.length !== 1) {
    throw new NnfError(
      'IDX_SHAPE',
      `${labels.name}: holds ${describeHeader(labels)}, rank ${labels.shape.length}; labels have rank 1: [samples]`,
    );
  }
  if (labels.shape[0] !== rows) {
    throw new NnfError(
      'IDX_LABELS',
      `${labels.name}: has ${labels.shape[0]} labels, ${images.name} has ${rows} images; they are not of the same set`,
    );
  }
  if (images.shape.includes(0)) {
    throw new NnfError(
      'IDX_SHAPE',
      `${images.name}: holds ${describeHeader(images)}; expected at least 1 image of at least 1 × 1 pixels`,
    );
  }
  if (dtype === 'uint8' && images.type !== 'uint8') {
    throw new NnfError(
      'IDX_TYPE',
      `${images.name}: has elements of type ${images.type}, expected uint8; leave the option dtype out, or use float32`,
    );
  }
  return { rows, height, width };
}

/** @throws NnfError `IDX_SHAPE` where training and test images are of different sizes */
export function checkSameSize(train: Described, test: Described): void {
  const [, height, width] = train.shape;
  const [, testHeight, testWidth] = test.shape;
  if (height === testHeight && width === testWidth) return;
  throw new NnfError(
    'IDX_SHAPE',
    `${test.name}: has images of ${testHeight} × ${testWidth} pixels, ${train.name} of ${height} × ${width}; ` +
      'they are not of the same set',
  );
}
