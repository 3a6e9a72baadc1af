import { type FunctionCode, type Local, zero } from '../wasm/function-code.js';
import { I32 } from '../wasm/instructions.js';
import type { Term, VectorFormula } from '../wasm/vector-formula.js';
import { type Epilogue, finish } from './epilogue.js';
import type { KernelContext } from './kernel.js';

/** Vectors at a time for one row: enough independent sums to hide an addition's latency. */
export const widestFlatTile = 8;

/** The parameters of a tile's function: the first row, and the first column in bytes. */
export const tileRow = 0;
export const tileColumn = 1;

/** How a row's vectors are divided: so many tiles of full width, and one of what is left. */
export interface Tiles<T> {
  readonly width: number;
  readonly fullCount: number;
  readonly full: T;
  readonly rest: T | undefined;
}

/** @param widest the most vectors that a tile has */
export function tilesOf<T>(vectors: number, widest: number, make: (width: number) => T): Tiles<T> {
  const width = Math.min(vectors, widest);
  const left = vectors % width;
  return {
    width,
    fullCount: Math.floor(vectors / width),
    full: make(width),
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
  code.forRange(row, first, last, step, () => code.get(row).get(column).call(tile));
}

/** Goes over the columns, in bytes, tile by tile. */
export function callTiles<T>(
  code: FunctionCode,
  { full, fullCount, width, rest }: Tiles<T>,
  column: Local,
  call: (tile: T) => void,
): void {
  const bytes = width * 16;
  code.forRange(column, zero, { constant: fullCount * bytes }, bytes, () => call(full));
  // The loop leaves the column behind its last.
  if (rest !== undefined) call(rest);
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
  const result = epilogue.results[0]!;
  const offset = code.local();
  code.times(row, result.stride).get(column).op(I32.add).set(offset);
  products.forEach((productsOfRow, rowsBelow) => {
    productsOfRow.forEach((product, j) => {
      finish(formula, context, epilogue, product, { row, offset, column, rowsBelow, bytesRight: j * 16 });
    });
  });
}
