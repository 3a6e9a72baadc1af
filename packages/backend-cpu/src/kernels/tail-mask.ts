import type { Lanes } from '../wasm/lanes.js';

/** All bits set in the lanes of a row's last vector that are columns; undefined where all of them are. */
export function tailMask(lanes: Lanes, columns: number): Uint8Array | undefined {
  const used = columns % lanes.count;
  if (used === 0) return undefined;
  return new Uint8Array(16).fill(0xff, 0, used * lanes.bytes);
}
