import { type FunctionCode, type Local, zero } from '../wasm/function-code.js';
import { I32 } from '../wasm/instructions.js';
import type { Term, VectorFormula } from '../wasm/vector-formula.js';
import { type Epilogue, finish } from './epilogue.js';
import type { KernelContext } from './kernel.js';

/** Vectors of a tile of one row: enough independent sums to hide the latency of an addition. */
export const widestFlatTile = 8;

/** The parameters of a tile's function: its first row, and its first column in bytes. */
export const tileRow = 0;
export const tileColumn = 1;

/** How a row is divided: into tiles of full width, and one tile for the rest. */
export interface Tiles<T> {
  /** The width of a full tile, in bytes. */
  readonly width: number;
  /** The width of all full tiles together, in bytes. */
  readonly fullWidth: number;
  readonly full: T;
  readonly rest: T | undefined;
}

/**
 * Divides a row of vectors, or of other units, into tiles.
 *
 * @param widest the most units in a tile
 * @param bytes the size of a unit
 */
export function tilesOf<T>(units: number, widest: number, make: (width: number) => T, bytes = 16): Tiles<T> {
  const width = Math.min(units, widest);
  const left = units % width;
  return {
    width: width * bytes,
    fullWidth: (units - left) * bytes,
    full: make(width),
    rest: left > 0 ? make(left) : undefined,
  };
}

/** Calls a tile's function for the rows from `first` up to but not including `last`. */
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

/** Visits the columns, in bytes, tile by tile. */
export function callTiles<T>(
  code: FunctionCode,
  { full, fullWidth, width, rest }: Tiles<T>,
  column: Local,
  call: (tile: T) => void,
): void {
  code.forRange(column, zero, { constant: fullWidth }, width, () => call(full));
  // After the loop, the column is the first that no full tile contains.
  if (rest !== undefined) call(rest);
}

/** Applies the epilogue to each vector of a tile. */
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
