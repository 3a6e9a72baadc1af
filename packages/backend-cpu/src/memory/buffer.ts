import type { Shape } from '@nnf/core';
import type { Lanes } from '../wasm/lanes.js';

/**
 * A matrix in the module's memory. Rows are padded to whole vectors; padding is never read as a number of the matrix. A
 * matrix of one column is not padded, so its rows are contiguous.
 */
export interface Buffer {
  readonly shape: Shape;
  /** The address of its first number, in bytes. */
  readonly address: number;
  /** Bytes from one row to the next. */
  readonly stride: number;
}

/** Bytes from one row to the next in a matrix of this many columns. */
export function strideOf(columns: number, lanes: Lanes): number {
  if (columns === 1) return lanes.bytes;
  const bytes = vectorsOf(columns, lanes) * 16;
  return bytes % crowdedBytes === 0 ? bytes + cacheLineBytes : bytes;
}

/** Vectors in a row of this many columns. */
export function vectorsOf(columns: number, lanes: Lanes): number {
  return Math.ceil(columns / lanes.count);
}

/**
 * A stride that is a multiple of this gets one more cache line. Otherwise the same columns of many rows would map to
 * the same few cache sets and evict each other.
 */
const crowdedBytes = 512;
const cacheLineBytes = 64;

/** Bytes of a matrix of this shape when the batch has this many rows, with room for a vector past its end. */
export function bytesOf([rows, columns]: Shape, batch: number, lanes: Lanes): number {
  const height = rows === 'batch' ? batch : rows;
  return Math.ceil((height * strideOf(columns, lanes)) / 16) * 16 + (columns === 1 ? 16 : 0);
}
