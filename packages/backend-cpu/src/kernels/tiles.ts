import type { Buffer } from '../memory/buffer.js';
import type { FunctionCode, Local } from '../wasm/function-code.js';
import { I32 } from '../wasm/instructions.js';
import type { Term, VectorFormula } from '../wasm/vector-formula.js';
import { type Epilogue, finish } from './epilogue.js';
import type { KernelContext } from './kernel.js';

/** Vectors at a time for one row: enough independent sums to hide an addition's latency. */
export const widestFlatTile = 8;

/** How a row's vectors are divided: so many tiles of full width, and one of what is left. */
export interface Tiles<T> {
  readonly width: number;
  readonly fullCount: number;
  readonly full: T | undefined;
  readonly rest: T | undefined;
}

export function tilesOf<T>(vectors: number, width: number, make: (width: number) => T): Tiles<T> {
  const fullCount = Math.floor(vectors / width);
  const left = vectors % width;
  return {
    width,
    fullCount,
    full: fullCount > 0 ? make(width) : undefined,
    rest: left > 0 ? make(left) : undefined,
  };
}

/** Calls a tile's function for rows from the first up to the last. */
export function overRows(
  code: FunctionCode,
  tile: number,
  { row, column }: { readonly row: Local; readonly column: Local },
  first: Local,
  last: Local,
  step: number,
): void {
  code.get(first).set(row);
  code.loop(
    row,
    () => code.get(last),
    step,
    () => code.get(row).get(column).call(tile),
  );
}

/** Goes over the columns, in bytes, tile by tile. */
export function callTiles<T>(code: FunctionCode, tiles: Tiles<T>, column: Local, call: (tile: T) => void): void {
  const fullBytes = tiles.fullCount * tiles.width * 16;
  code.i32(0).set(column);
  if (tiles.full !== undefined) {
    const { full } = tiles;
    code.loop(
      column,
      () => code.i32(fullBytes),
      tiles.width * 16,
      () => call(full),
    );
  }
  // The loop leaves the column behind its last.
  if (tiles.rest !== undefined) call(tiles.rest);
}

/** Passes every vector of a tile through the epilogue. */
export function storeTile(
  formula: VectorFormula,
  context: KernelContext,
  epilogue: Epilogue,
  row: Local,
  column: Local,
  products: readonly (readonly Term[])[],
): void {
  const { code } = formula;
  const [result] = epilogue.results as readonly [Buffer];
  const offset = code.local('i32');
  code.get(row).i32(result.stride).op(I32.mul).get(column).op(I32.add).set(offset);
  products.forEach((productsOfRow, rowsBelow) => {
    productsOfRow.forEach((product, j) => {
      finish(formula, context, epilogue, product, { row, offset, column, rowsBelow, bytesRight: j * 16 });
    });
  });
}
