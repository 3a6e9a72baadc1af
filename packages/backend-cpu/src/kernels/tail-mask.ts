import type { Lanes } from '../wasm/lanes.js';

/**
 * A mask for the last vector of a row: all bits are set in the lanes that are columns. Undefined if all lanes are
 * columns.
 */
export function tailMask(lanes: Lanes, columns: number): Uint8Array | undefined {
  const used = columns % lanes.count;
  if (used === 0) return undefined;
  return new Uint8Array(16).fill(0xff, 0, used * lanes.bytes);
}
