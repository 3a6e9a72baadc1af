import type { Buffer } from '../memory/buffer.js';

/** How the right side of a product lies for the tiles that read it from its first row to its last. */
export interface RightSide {
  readonly address: number;
  /** From one row to the next in a tile of so many vectors, in bytes. */
  readonly stepOf: (vectors: number) => number;
  /** What a column's place in a row, in bytes, is multiplied by to find its place in the first row. */
  readonly columnFactor: number;
  /** Vectors in a panel; undefined where rows lie as in a matrix. */
  readonly panelWidth?: number;
}

/** A matrix as it is. */
export function rowsOf({ address, stride }: Buffer): RightSide {
  return { address, stepOf: () => stride, columnFactor: 1 };
}

/** Vectors in a panel: as many as a tile of several rows has. */
export const panelWidth = 2;

/**
 * A matrix as panels: the columns of one tile, row after row, then those of the next. A tile reads its panel from one end to
 * the other, where in a matrix whose rows are a power of two apart its numbers would push each other out of the cache.
 *
 * @param height how many rows there are at most
 */
export function panelsAt(address: number, height: number): RightSide {
  return { address, stepOf: (vectors) => vectors * 16, columnFactor: height, panelWidth };
}

/** How much room a matrix takes as panels, in bytes. */
export function panelBytes(vectors: number, height: number): number {
  return vectors * 16 * height;
}
