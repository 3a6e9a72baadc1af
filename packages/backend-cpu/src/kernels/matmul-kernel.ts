import { type Buffer, vectorsOf } from '../memory/buffer.js';
import { FunctionCode, type Local } from '../wasm/function-code.js';
import { I32, V128 } from '../wasm/instructions.js';
import { VectorFormula } from '../wasm/vector-formula.js';
import type { Epilogue } from './epilogue.js';
import { costOf } from './expression-code.js';
import { from, type Kernel, type KernelContext, to } from './kernel.js';
import { panelWidth, type RightSide } from './right-side.js';
import { callTiles, overRows, storeTile, type Tiles, tilesOf, widestFlatTile } from './tiles.js';

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

/** So much of A stays in the second cache while panels of B go by, in bytes. */
const blockBytes = 256 * 1024;

/**
 * A·B, or Aᵀ·B, for B in rows or panels: element (m, n) is Σₖ A[m, k] · B[k, n], added up from k = 0 on. Vectors go along n.
 */
export function matmulKernel(
  context: KernelContext,
  a: Buffer,
  b: RightSide,
  transposedLeft: boolean,
  epilogue: Epilogue,
): Kernel {
  const { lanes, module } = context;
  const strides: LeftStrides = transposedLeft
    ? { row: lanes.bytes, inner: a.stride }
    : { row: a.stride, inner: lanes.bytes };
  const [result] = epilogue.results as readonly [Buffer];
  const vectors = vectorsOf(result.shape[1], lanes);
  const innerLength = transposedLeft ? a.shape[0] : a.shape[1];
  const height = result.shape[0] === 'batch' ? context.capacity : result.shape[0];

  const tiles = (rows: number, width: number): Tiles<number> =>
    tilesOf(vectors, Math.min(vectors, width), (own) =>
      module.add(tileFunction(context, a, b, strides, innerLength, epilogue, { rows, vectors: own })),
    );
  const flat = tiles(1, b.panelWidth ?? widestFlatTile);
  const tall = height >= tallTile ? tiles(tallTile, b.panelWidth ?? (vectors === 3 ? 3 : panelWidth)) : undefined;

  const code = new FunctionCode(['i32', 'i32']);
  const [block, blockEnd, split] = [code.local('i32'), code.local('i32'), code.local('i32')];
  const [row, column] = [code.local('i32'), code.local('i32')];
  const innerBytes = (innerLength === 'batch' ? context.capacity : innerLength) * lanes.bytes;
  // Without panels all columns of a few rows come first, with them all rows of a block.
  const blockRows =
    b.panelWidth === undefined ? tallTile : tallTile * Math.max(1, Math.floor(blockBytes / innerBytes / tallTile));
  code.get(from).set(block);
  code.loop(
    block,
    () => code.get(to),
    blockRows,
    () => {
      code.get(to).set(blockEnd);
      code.get(to).get(block).op(I32.sub).i32(blockRows).op(I32.gt_u);
      code.when(() => code.get(block).i32(blockRows).op(I32.add).set(blockEnd));
      code.get(block).set(split);
      if (tall) {
        code.get(blockEnd).get(block).op(I32.sub).i32(-tallTile).op(I32.and).get(block).op(I32.add).set(split);
        callTiles(code, tall, column, (tile) => overRows(code, tile, { row, column }, block, split, tallTile));
      }
      callTiles(code, flat, column, (tile) => overRows(code, tile, { row, column }, split, blockEnd, 1));
    },
  );
  const finishing = 4 + costOf(epilogue.expressions);
  const extent = result.shape[0];
  return innerLength === 'batch'
    ? { code, extent, cost: vectors * finishing, costPerRow: vectors }
    : { code, extent, cost: vectors * (innerLength + finishing) };
}

/** The function `(row, column in bytes)` of one tile. */
function tileFunction(
  context: KernelContext,
  a: Buffer,
  b: RightSide,
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

  // `end` and `left` count along A; every other address follows from constants. Not unrolled: the engine then keeps sums in memory.
  code.get(row!).i32(strides.row).op(I32.mul).tee(left);
  if (innerLength === 'batch') code.getGlobal(globals.rows).i32(strides.inner).op(I32.mul);
  else code.i32(innerLength * strides.inner);
  code.op(I32.add).set(end);
  code.get(column!).i32(b.columnFactor).op(I32.mul).set(right);
  code.loop(
    left,
    () => code.get(end),
    strides.inner,
    () => {
      const rightVectors = Array.from({ length: vectors }, (_, j) =>
        formula.let(() => code.get(right).vectorMemory(V128.load, b.address + j * 16)),
      );
      sums.forEach((sumsOfRow, i) => {
        const factor = formula.let(() =>
          code.get(left).vectorMemory(lanes.vector.loadSplat, a.address + i * strides.row),
        );
        sumsOfRow.forEach((sum, j) => {
          formula.multiplyAdd(() => code.get(sum), factor, rightVectors[j]!)();
          code.set(sum);
        });
      });
      code.get(right).i32(b.stepOf(vectors)).op(I32.add).set(right);
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
