import type { Shape } from '@nnf/core';
import type { Lanes } from './lanes.js';

/**
 * A matrix in the module's memory. Rows are padded to whole vectors; what is in the padding is never read as a number of
 * the matrix. A matrix of one column is not padded: its rows follow one another.
 */
export interface Buffer {
  readonly shape: Shape;
  /** Where it begins, in bytes. */
  readonly address: number;
  /** From one row to the next, in bytes. */
  readonly stride: number;
}

/** From one row of so many columns to the next, in bytes. */
export function strideOf(columns: number, lanes: Lanes): number {
  return columns === 1 ? lanes.bytes : Math.ceil(columns / lanes.count) * 16;
}

/** How many bytes a matrix of that shape takes for that many rows in a batch, with room for a vector past its end. */
export function bytesOf([rows, columns]: Shape, batch: number, lanes: Lanes): number {
  const height = rows === 'batch' ? batch : rows;
  return Math.ceil((height * strideOf(columns, lanes)) / 16) * 16 + (columns === 1 ? 16 : 0);
}
