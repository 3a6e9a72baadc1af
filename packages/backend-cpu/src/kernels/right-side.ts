import type { Buffer } from '../memory/buffer.js';

/** Where the right side of a product is, for tiles that read it from its first row to its last. */
export interface RightSide {
  readonly address: number;
  /** Bytes from one row to the next, in a tile of this many vectors. */
  readonly stepOf: (vectors: number) => number;
  /** A column's offset in the first row is its offset in a matrix row times this factor. */
  readonly columnFactor: number;
  /** Vectors in a panel; undefined if the right side is not in panels. */
  readonly panelWidth?: number;
}

/** A matrix as it is stored. */
export function rowsOf({ address, stride }: Buffer): RightSide {
  return { address, stepOf: () => stride, columnFactor: 1 };
}

/** Vectors in a panel: as many as a tile of several rows has. */
export const panelWidth = 2;

/**
 * A matrix as panels: the columns of one tile, row after row, then the columns of the next tile. A tile reads its panel
 * sequentially. In a matrix whose rows are a power of two apart, its numbers would evict each other from the cache.
 *
 * @param height the largest number of rows
 */
export function panelsAt(address: number, height: number): RightSide {
  return { address, stepOf: (vectors) => vectors * 16, columnFactor: height, panelWidth };
}

/** The size of a matrix as panels, in bytes. */
export function panelBytes(vectors: number, height: number): number {
  return vectors * 16 * height;
}
