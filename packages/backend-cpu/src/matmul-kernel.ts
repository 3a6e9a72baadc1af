import type { Buffer } from './buffer.js';
import { type Epilogue, finish } from './epilogue.js';
import { costOf } from './expression-code.js';
import { FunctionCode, type Local } from './function-code.js';
import { from, type Kernel, type KernelContext, to } from './kernel.js';
import { type Term, VectorFormula } from './vector-formula.js';

/** How the left side of a product lies in memory: from one row of the product to the next, and along the sum, in bytes. */
interface LeftStrides {
  readonly row: number;
  readonly inner: number;
}

/** A tile of the product that stays in registers while the sum is made: rows, and vectors of columns. */
interface Tile {
  readonly rows: number;
  readonly vectors: number;
}

/** Several rows at a time when there are several: every vector of B that is loaded serves all of them. */
const tallTile = 4;
/** Vectors at a time for four rows, and for one: enough independent sums to hide an addition's latency. */
const widthOfTall = 2;
export const widestFlatTile = 8;

/**
 * A·B, or Aᵀ·B, for B in rows: element (m, n) is Σₖ A[m, k] · B[k, n], added up from k = 0 on. Vectors go along n.
 */
export function matmulKernel(
  context: KernelContext,
  a: Buffer,
  b: Buffer,
  transposedLeft: boolean,
  epilogue: Epilogue,
): Kernel {
  const { lanes, module } = context;
  const strides: LeftStrides = transposedLeft
    ? { row: lanes.bytes, inner: a.stride }
    : { row: a.stride, inner: lanes.bytes };
  const [result] = epilogue.results as readonly [Buffer];
  const vectors = result.stride === lanes.bytes ? 1 : result.stride / 16;
  const innerLength = transposedLeft ? a.shape[0] : a.shape[1];
  const height = result.shape[0] === 'batch' ? context.capacity : result.shape[0];

  const tile = (size: Tile): number => module.add(tileFunction(context, a, b, strides, innerLength, epilogue, size));
  const flatWidth = Math.min(vectors, widestFlatTile);
  const flat = tilesOf(vectors, flatWidth, (width) => tile({ rows: 1, vectors: width }));
  const tall =
    height >= tallTile
      ? tilesOf(vectors, vectors === 3 ? 3 : Math.min(vectors, widthOfTall), (width) =>
          tile({ rows: tallTile, vectors: width }),
        )
      : undefined;

  const code = new FunctionCode(['i32', 'i32']);
  const row = code.local('i32');
  const column = code.local('i32');
  code.get(from).set(row);
  if (tall) {
    const last = code.local('i32');
    code.get(to).get(from).op('i32.sub').i32(-tallTile).op('i32.and').get(from).op('i32.add').set(last);
    code.loop(
      row,
      () => code.get(last),
      tallTile,
      () => callTiles(code, tall, row, column),
    );
  }
  code.loop(
    row,
    () => code.get(to),
    1,
    () => callTiles(code, flat, row, column),
  );
  const finishing = 4 + costOf(epilogue.expressions);
  const extent = result.shape[0];
  return innerLength === 'batch'
    ? { code, extent, cost: vectors * finishing, costPerRow: vectors }
    : { code, extent, cost: vectors * (innerLength + finishing) };
}

/** Calls the tiles of one row, or of the rows from it on, from the first column to the last. */
export function callTiles(code: FunctionCode, tiles: Tiles<number>, row: Local, column: Local): void {
  code.i32(0).set(column);
  const fullBytes = tiles.fullCount * tiles.width * 16;
  if (tiles.full !== undefined) {
    const { full } = tiles;
    code.loop(
      column,
      () => code.i32(fullBytes),
      tiles.width * 16,
      () => code.get(row).get(column).call(full),
    );
  }
  if (tiles.rest !== undefined) code.get(row).i32(fullBytes).call(tiles.rest);
}

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

/** The function `(row, column in bytes)` of one tile. */
function tileFunction(
  context: KernelContext,
  a: Buffer,
  b: Buffer,
  strides: LeftStrides,
  innerLength: number | 'batch',
  epilogue: Epilogue,
  { rows, vectors }: Tile,
): FunctionCode {
  const { lanes, globals } = context;
  const code = new FunctionCode(['i32', 'i32']);
  const formula = new VectorFormula(code, lanes);
  const [row, column]: readonly Local[] = [0, 1];
  const left = code.local('i32');
  const right = code.local('i32');
  const end = code.local('i32');
  const sums = Array.from({ length: rows }, () => Array.from({ length: vectors }, () => code.local('v128')));

  // `end` and `left` count along A; every other address follows from constants.
  code.get(row!).i32(strides.row).op('i32.mul').tee(left);
  if (innerLength === 'batch') code.getGlobal(globals.rows).i32(strides.inner).op('i32.mul');
  else code.i32(innerLength * strides.inner);
  code.op('i32.add').set(end);
  code.get(column!).set(right);
  code.loop(
    left,
    () => code.get(end),
    strides.inner,
    () => {
      const rightVectors = Array.from({ length: vectors }, (_, j) =>
        formula.let(() => code.get(right).vectorMemory('v128.load', b.address + j * 16)),
      );
      sums.forEach((sumsOfRow, i) => {
        const factor = formula.let(() =>
          code.get(left).vectorMemory(lanes.vector.loadSplat, a.address + i * strides.row),
        );
        sumsOfRow.forEach((sum, j) => {
          formula.add(() => code.get(sum), formula.mul(factor, rightVectors[j]!))();
          code.set(sum);
        });
      });
      code.get(right).i32(b.stride).op('i32.add').set(right);
    },
  );
  storeTile(
    formula,
    context,
    epilogue,
    row!,
    column!,
    sums.map((sumsOfRow) => sumsOfRow.map((sum) => () => code.get(sum))),
  );
  return code;
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
  code.get(row).i32(result.stride).op('i32.mul').get(column).op('i32.add').set(offset);
  products.forEach((productsOfRow, rowsBelow) => {
    productsOfRow.forEach((product, j) => {
      finish(formula, context, epilogue, product, { row, offset, column, rowsBelow, bytesRight: j * 16 });
    });
  });
}
