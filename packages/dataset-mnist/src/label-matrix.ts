import { type Matrix, NnfError } from '@nnf/core';
import { allocate } from './allocate.js';
import type { IdxArray } from './idx-array.js';
import type { ImageOptions } from './image-options.js';

/** The most classes that are believed of a file alone: past it a damaged label is likelier. */
const mostInferred = 65_536;

/**
 * How many classes the labels have: `options.classes`, or else the largest label and one more, over all of the arrays. Every
 * label is checked.
 *
 * @throws NnfError `IDX_LABELS` where a label is not an integer, negative, not below `options.classes`, or, without that option,
 * not below 65,536
 */
export function countClasses(labelArrays: readonly IdxArray[], { classes }: ImageOptions): number {
  let largest = 0;
  for (const { data, name = 'labels' } of labelArrays) {
    for (let i = 0; i < data.length; i++) {
      const label = data[i] as number;
      if (!Number.isInteger(label) || label < 0 || label >= (classes ?? mostInferred)) {
        throw wrongLabel(name, i, label, classes);
      }
      if (label > largest) largest = label;
    }
  }
  return classes ?? largest + 1;
}

function wrongLabel(name: string, index: number, label: number, classes: number | undefined): NnfError {
  const expected =
    classes === undefined
      ? `an integer from 0 to ${mostInferred - 1}; for more classes than that set the option classes`
      : `an integer from 0 to ${classes - 1}, since there are ${classes} classes; correct the file or the option classes`;
  return new NnfError('IDX_LABELS', `${name}: label ${index} is ${label}, expected ${expected}`);
}

/**
 * The first `rows` labels as a matrix of `classes` columns: the numbers themselves, shared, or one-hot rows, new.
 *
 * @throws NnfError `IDX_MEMORY`
 */
export function labelMatrix(labels: IdxArray, rows: number, classes: number, options: ImageOptions): Matrix {
  const data = labels.data.subarray(0, rows);
  if (options.labels !== 'one-hot') return { rows, columns: classes, data, encoding: 'classes' };
  const create = (length: number): Uint8Array | Float32Array =>
    options.dtype === 'float32' ? new Float32Array(length) : new Uint8Array(length);
  const oneHot = allocate(create, rows * classes, `${labels.name ?? 'labels'} as one-hot rows of ${classes} classes`);
  data.forEach((label, row) => {
    oneHot[row * classes + label] = 1;
  });
  return { rows, columns: classes, data: oneHot, encoding: 'dense' };
}
