import type { Shape } from '@nnf/core';
import type { Lanes } from '../wasm/lanes.js';

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
  if (columns === 1) return lanes.bytes;
  const bytes = vectorsOf(columns, lanes) * 16;
  return bytes % crowdedBytes === 0 ? bytes + cacheLineBytes : bytes;
}

/** Vectors that hold a row of so many columns. */
export function vectorsOf(columns: number, lanes: Lanes): number {
  return Math.ceil(columns / lanes.count);
}

/**
 * Rows a multiple of this apart are put a cache line further apart: the same columns of many rows would share a few places of the
 * cache, and push each other out.
 */
const crowdedBytes = 512;
const cacheLineBytes = 64;

/** How many bytes a matrix of that shape takes for that many rows in a batch, with room for a vector past its end. */
export function bytesOf([rows, columns]: Shape, batch: number, lanes: Lanes): number {
  const height = rows === 'batch' ? batch : rows;
  return Math.ceil((height * strideOf(columns, lanes)) / 16) * 16 + (columns === 1 ? 16 : 0);
}
