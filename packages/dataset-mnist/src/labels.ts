import { isNnfError, type Matrix, NnfError, toMatrix } from '@nnf/core';
import { allocate, type IdxArray } from './idx-array.js';
import type { ImageOptions } from './image-options.js';

/** The most classes that a file alone is believed: a larger label is more likely damaged. */
const mostInferred = 65_536;

/** The columns of QMNIST's extended labels. */
const extendedColumns = 8;

/** How many classes there are, and how many of them occur. */
export interface ClassCount {
  readonly classes: number;
  readonly occurring: number;
}

/**
 * Whether they are QMNIST's extended labels, `qmnist-train-labels-idx2-int`: for each image the class, the series, the writer
 * and five more numbers. Other arrays of rank 2, such as one-hot rows, are not labels.
 */
export function isExtended({ type, shape }: Pick<IdxArray, 'type' | 'shape'>): boolean {
  return type === 'int32' && shape.length === 2 && shape[1] === extendedColumns;
}

/** The class numbers: the labels themselves, or the first column of QMNIST's extended ones. */
export function classNumbers(labels: IdxArray): IdxArray {
  if (!isExtended(labels)) return labels;
  const data = new Int32Array(labels.data.length / extendedColumns);
  for (let row = 0; row < data.length; row++) data[row] = labels.data[row * extendedColumns]!;
  return { ...labels, type: 'int32', shape: [data.length], data };
}

/**
 * How many classes the labels have: `options.classes`, or the largest label plus one, over all of the arrays. Every label is
 * checked.
 *
 * @throws NnfError `IDX_LABELS` where a label is not an integer from 0 to `options.classes` − 1, or 65,535 without that option
 */
export function countClasses(arrays: readonly IdxArray[], { classes }: ImageOptions): ClassCount {
  for (const { data, name = 'labels' } of arrays) {
    try {
      toMatrix({ rows: data.length, columns: classes ?? mostInferred, data, encoding: 'classes' }, name);
    } catch (cause) {
      if (!isNnfError(cause)) throw cause;
      const fix =
        classes === undefined ? 'for more classes, set the option classes' : 'correct the file or the option classes';
      throw new NnfError('IDX_LABELS', `${cause.message}; ${fix}`, { cause });
    }
  }
  const found = new Set<number>();
  let largest = 0;
  for (const { data } of arrays) {
    for (const label of data) {
      found.add(label);
      if (label > largest) largest = label;
    }
  }
  return { classes: classes ?? largest + 1, occurring: found.size };
}

/**
 * The first `rows` labels as a matrix of `classes` columns: the class numbers themselves, shared, or one-hot rows, new.
 *
 * @throws NnfError `IDX_MEMORY`
 */
export function labelMatrix(labels: IdxArray, rows: number, classes: number, options: ImageOptions): Matrix {
  const data = labels.data.subarray(0, rows);
  if (options.labels !== 'one-hot') return { rows, columns: classes, data, encoding: 'classes' };
  const name = `${labels.name ?? 'labels'} as one-hot rows of ${classes} classes`;
  const oneHot = allocate(options.dtype ?? 'uint8', rows * classes, name);
  data.forEach((label, row) => {
    oneHot[row * classes + label] = 1;
  });
  return { rows, columns: classes, data: oneHot, encoding: 'dense' };
}
