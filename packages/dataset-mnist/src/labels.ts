import { isNnfError, type Matrix, NnfError, toMatrix } from '@nnf/core';
import { allocate, type IdxArray } from './idx-array.js';
import type { ImageOptions } from './image-options.js';

/** The most classes that a file alone is believed: a larger label is more likely damaged. */
const mostInferred = 65_536;

/**
 * How many classes the labels have: `options.classes`, or the largest label plus one, over all of the arrays. Every label is
 * checked.
 *
 * @throws NnfError `IDX_LABELS` where a label is not an integer from 0 to `options.classes` − 1, or 65,535 without that option
 */
export function countClasses(arrays: readonly IdxArray[], { classes }: ImageOptions): number {
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
  if (classes !== undefined) return classes;
  let largest = 0;
  for (const { data } of arrays) {
    for (const label of data) largest = Math.max(largest, label);
  }
  return largest + 1;
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
