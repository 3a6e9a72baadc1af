import type { NumberArray } from '@nnf/core';
import type { Buffer } from './buffer.js';
import type { Heap } from './heap.js';

/** The place of a matrix in memory. */
type Place = Pick<Buffer, 'address' | 'stride'>;

/** Copies a matrix out of memory, without the padding of its rows. */
export function readMatrix(
  { views, lanes }: Heap,
  { address, stride }: Place,
  rows: number,
  columns: number,
): Float32Array | Float64Array {
  const padded = views.numbers;
  const [first, width] = [address / lanes.bytes, stride / lanes.bytes];
  if (width === columns) return padded.slice(first, first + rows * width);
  const values = lanes.bytes === 4 ? new Float32Array(rows * columns) : new Float64Array(rows * columns);
  for (let row = 0, place = 0; row < rows; row++) {
    const start = first + row * width;
    for (let i = start; i < start + columns; i++) values[place++] = padded[i]!;
  }
  return values;
}

/** Rows of this many numbers are copied faster as a whole. */
const wideRow = 64;

/** Writes values into a matrix in memory, row by row. */
export function writeMatrix(
  { views, lanes }: Heap,
  { address, stride }: Place,
  columns: number,
  values: ArrayLike<number>,
): void {
  const target = views.numbers;
  const padding = stride / lanes.bytes - columns;
  let place = address / lanes.bytes;
  if (columns >= wideRow && isTypedArray(values)) {
    for (let i = 0; i < values.length; i += columns, place += columns + padding) {
      target.set(values.subarray(i, i + columns), place);
    }
    return;
  }
  for (let i = 0; i < values.length; place += padding) {
    for (const end = i + columns; i < end; i++) target[place++] = values[i]!;
  }
}

function isTypedArray(values: ArrayLike<number>): values is NumberArray {
  return ArrayBuffer.isView(values);
}

/** Whether all numbers of a matrix in memory are finite. */
export function isFiniteMatrix(
  { views, lanes }: Heap,
  { address, stride }: Place,
  rows: number,
  columns: number,
): boolean {
  const numbers = views.numbers;
  const [first, width] = [(address / lanes.bytes) | 0, (stride / lanes.bytes) | 0];
  for (let row = 0; row < rows; row++) {
    const start = first + row * width;
    for (let i = start; i < start + columns; i++) {
      const number = numbers[i]!;
      // The difference is 0 for finite numbers, and NaN for NaN and ±Infinity.
      if (number - number !== 0) return false;
    }
  }
  return true;
}
