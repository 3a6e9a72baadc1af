import { type Dataset, type Matrix, sliceRows } from '@nnf/core';
import { convert } from './convert-elements.js';
import { fail } from './fail.js';
import { allocate, type IdxArray } from './idx-array.js';
import { countElements } from './idx-header.js';
import { type ImageOptions, imageRules } from './image-options.js';
import { checkPair } from './image-pair.js';
import { type ClassCount, classNumbers, countClasses, labelMatrix } from './labels.js';
import { checkByRules } from './option-rules.js';
import { transpose } from './transpose.js';

/**
 * Images and their labels: a data set that nnf trains on and evaluates.
 *
 * @example
 * const { loss } = await network.evaluate(test.rows(0, 100));
 */
export interface ImageDataset extends Dataset {
  /** `[length, height * width]`, row by row from the top left; `uint8` pixels have the scale 1/255, so 0 to 1. */
  readonly images: Matrix;
  /** `[length, classes]`, one-hot, as class numbers (`encoding: 'classes'`) or explicitly. */
  readonly labels: Matrix;
  /** The same object as `images`, by the name that core uses. */
  readonly inputs: Matrix;
  /** The same object as `labels`, by the name that core uses. */
  readonly targets: Matrix;
  /** The number of samples. */
  readonly length: number;
  /** Pixels in a line. */
  readonly width: number;
  /** Lines. */
  readonly height: number;
  /** The number of classes: the columns of `labels`. */
  readonly classes: number;
  /**
   * How many of the classes occur among all labels that were read, of training and test set together. Where most do not, a
   * wrong label may have made the number of classes.
   */
  readonly occurringClasses: number;
  /**
   * Samples `from` up to, not including, `to`, as a data set that shares this one's memory.
   *
   * @throws NnfError `OUT_OF_RANGE` unless both are integers and 0 ≤ from ≤ to ≤ length
   */
  rows(from: number, to: number): ImageDataset;
}

/**
 * Makes a data set from two arrays. Bytes are shared, not copied, unless `dtype` or `labels` asks for another form.
 *
 * @param images `[samples, height, width]`, at least 1 of each
 * @param labels `[samples]`, integers from 0 to classes − 1, of any element type; or QMNIST's extended labels, int32
 * `[samples, 8]`, whose first column is the class
 * @throws NnfError `INVALID_ARGUMENT` for a wrong option or an argument that is no IDX array, `IDX_SHAPE` for another rank or
 * a size of 0, `IDX_LABELS` where there are not as many labels as images or a label is not below the number of classes,
 * `IDX_TYPE` where `dtype` is `uint8` and the images are not, `IDX_LENGTH` where an array's data is not as long as its shape
 * says, `IDX_MEMORY`
 * @example
 * const images: IdxArray = { type: 'uint8', shape: [2, 1, 2], data: new Uint8Array([0, 255, 51, 0]) };
 * const labels: IdxArray = { type: 'uint8', shape: [2], data: new Uint8Array([1, 0]) };
 * const set = imageDataset(images, labels);
 * set.images.columns; // 2
 * set.labels.columns; // 2
 */
export function imageDataset(images: IdxArray, labels: IdxArray, options: ImageOptions = {}): ImageDataset {
  checkByRules('imageDataset', options, imageRules);
  const pixels = checkedArray(images, 'images');
  const given = checkedArray(labels, 'labels');
  checkPair(pixels, given, options);
  const numbers = classNumbers(given);
  const classes = countClasses([numbers], options);
  let converted: IdxArray = options.dtype === 'float32' ? float32Of(pixels) : pixels;
  // The caller's own array stays as it is.
  if (options.transpose && converted.data === pixels.data) {
    converted = Object.assign({ ...pixels }, { data: pixels.data.slice() });
  }
  return assemble(converted, numbers, classes, options);
}

/** The data set of arrays that are known to fit. There may be more labels than images. `transpose` works in their memory. */
export function assemble(
  pixels: IdxArray,
  labels: IdxArray,
  { classes, occurring }: ClassCount,
  options: ImageOptions,
): ImageDataset {
  const { type, shape, data } = options.transpose ? transpose(pixels) : pixels;
  const [rows = 0, height = 0, width = 0] = shape;
  // The range of bytes is known, that of other types is not.
  const images: Matrix = { rows, columns: height * width, data, ...(type === 'uint8' && { scale: 1 / 255 }) };
  return datasetOf(images, labelMatrix(labels, rows, classes, options), width, height, occurring);
}

function datasetOf(
  images: Matrix,
  labels: Matrix,
  width: number,
  height: number,
  occurringClasses: number,
): ImageDataset {
  return {
    images,
    labels,
    inputs: images,
    targets: labels,
    length: images.rows,
    width,
    height,
    classes: labels.columns,
    occurringClasses,
    rows: (from, to) =>
      datasetOf(sliceRows(images, from, to), sliceRows(labels, from, to), width, height, occurringClasses),
  };
}

function float32Of(array: Named): IdxArray {
  if (array.type === 'float32') return array;
  const data = allocate('float32', array.data.length, array.name);
  convert(array.type, array.data, 'float32', data);
  return { type: 'float32', shape: array.shape, data };
}

type Named = IdxArray & { readonly name: string };

function checkedArray(array: IdxArray, parameter: string): Named {
  if (!Array.isArray(array?.shape) || !ArrayBuffer.isView(array.data)) {
    const found = `${parameter} is ${Object.prototype.toString.call(array)}`;
    fail('INVALID_ARGUMENT', 'imageDataset', `${found}, expected what parseIdx gives`);
  }
  const { name = parameter, shape, data } = array;
  const elements = countElements(shape);
  if (data.length !== elements) {
    const expected = `the shape [${shape.join(', ')}] stands for ${elements} elements`;
    fail('IDX_LENGTH', name, `${expected}, the data has ${data.length}`);
  }
  return { ...array, name };
}
