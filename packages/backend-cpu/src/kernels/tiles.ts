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

/** How a row is divided: into tiles of full width, and one for the rest. */
export interface Tiles<T> {
  /** How wide a full tile is, in bytes. */
  readonly width: number;
  /** How wide all full tiles are together, in bytes. */
  readonly fullWidth: number;
  readonly full: T;
  readonly rest: T | undefined;
}

/**
 * Divides a row of so many vectors, or of other units.
 *
 * @param widest the most units that a tile has
 * @param bytes the bytes of a unit
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
  { full, fullWidth, width, rest }: Tiles<T>,
  column: Local,
  call: (tile: T) => void,
): void {
  code.forRange(column, zero, { constant: fullWidth }, width, () => call(full));
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
