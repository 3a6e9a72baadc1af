import type { Rows } from '@nnf/core';
import { type Buffer, vectorsOf } from '../memory/buffer.js';
import { FunctionCode, type Local } from '../wasm/function-code.js';
import { I32 } from '../wasm/instructions.js';
import { VectorFormula } from '../wasm/vector-formula.js';
import { BatchGlobal } from './batch-global.js';
import type { Epilogue } from './epilogue.js';
import { from, type Kernel, type KernelContext, to } from './kernel.js';
import { LongSums, mayBeLong, productChains } from './long-sum.js';
import { panelWidth, type RightSide } from './right-side.js';
import { callTiles, overRows, storeTile, type Tiles, tileColumn, tileRow, tilesOf, widestFlatTile } from './tiles.js';

/** Steps in the left side of a product, in bytes: from one row of the product to the next, and along the sum. */
interface LeftStrides {
  readonly row: number;
  readonly inner: number;
}

/** A part of the product that is kept in registers while its sums are computed: rows, and vectors of columns. */
interface Tile {
  readonly rows: number;
  readonly vectors: number;
}

/** Rows of a tall tile: each vector of B that is loaded serves all of them. */
const tallTile = 4;

/** Bytes of A that stay in the second-level cache while panels of B are read. */
const blockBytes = 256 * 1024;

/**
 * A·B or Aᵀ·B, for B as rows or panels. Element (m, n) is Σₖ A[m, k] · B[k, n], summed from k = 0 upwards. Vectors
 * contain consecutive n.
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
  const result = epilogue.results[0]!;
  const vectors = vectorsOf(result.shape[1], lanes);
  const innerLength = transposedLeft ? a.shape[0] : a.shape[1];
  const height = result.shape[0] === 'batch' ? context.capacity : result.shape[0];

  const tiles = (rows: number, widest: number): Tiles<number> =>
    tilesOf(vectors, widest, (own) =>
      module.add(tileFunction(context, a, b, strides, innerLength, epilogue, { rows, vectors: own })),
    );
  const flat = tiles(1, b.panelWidth ?? widestFlatTile);
  const tall = height >= tallTile ? tiles(tallTile, b.panelWidth ?? (vectors === 3 ? 3 : panelWidth)) : undefined;

  const code = new FunctionCode();
  const block = code.local();
  const blockEnd = code.local();
  const split = code.local();
  const row = code.local();
  const column = code.local();
  const innerBytes = (innerLength === 'batch' ? context.capacity : innerLength) * lanes.bytes;
  // Without panels a block has few rows and all their columns. With panels it has many, so that each panel serves them all.
  const blockRows =
    b.panelWidth === undefined ? tallTile : tallTile * Math.max(1, Math.floor(blockBytes / innerBytes / tallTile));
  code.forRange(block, from, to, blockRows, () => {
    code.get(to).set(blockEnd);
    code.get(to).get(block).op(I32.sub).i32(blockRows).op(I32.gt_u);
    code.when(() => code.get(block).plus(blockRows).set(blockEnd));
    code.get(block).set(split);
    if (tall) {
      code.get(blockEnd).get(block).op(I32.sub).i32(-tallTile).op(I32.and).get(block).op(I32.add).set(split);
      callTiles(code, tall, column, (tile) => overRows(code, tile, { row, column }, block, split, tallTile));
    }
    callTiles(code, flat, column, (tile) => overRows(code, tile, { row, column }, split, blockEnd, 1));
  });
  const finishing = 4 + epilogue.computation.cost;
  const extent = result.shape[0];
  return innerLength === 'batch'
    ? { code, extent, cost: vectors * finishing, costPerRow: vectors }
    : { code, extent, cost: vectors * (innerLength + finishing) };
}

/** The function `(row, column in bytes)` that computes one tile. */
function tileFunction(
  context: KernelContext,
  a: Buffer,
  b: RightSide,
  strides: LeftStrides,
  innerLength: Rows,
  epilogue: Epilogue,
  { rows, vectors }: Tile,
): FunctionCode {
  const formula = new VectorFormula(context.lanes);
  const { code } = formula;
  const left = code.local();
  const right = code.local();
  const end = code.local();
  // A tile's rows one after the other.
  const long = mayBeLong(innerLength, context.capacity, productChains)
    ? new LongSums(formula, context.totals, rows * vectors, 0)
    : undefined;
  const sums = long?.sums ?? Array.from({ length: rows * vectors }, () => formula.local());

  // Only `left` and `right` move; all other addresses differ from them by constants. Not unrolled, since engines would then
  // keep the sums in memory.
  code.times(tileRow, strides.row).tee(left);
  if (innerLength === 'batch') code.getGlobal(BatchGlobal.rows).i32(strides.inner).op(I32.mul);
  else code.i32(innerLength * strides.inner);
  code.op(I32.add).set(end);
  code.times(tileColumn, b.columnFactor).set(right);
  const addUp = (stop: Local): void => {
    code.loop(left, stop, strides.inner, () => {
      const rightVectors: Local[] = [];
      for (let j = 0; j < vectors; j++) rightVectors.push(formula.let(formula.load(right, b.address + j * 16)));
      for (let i = 0; i < rows; i++) {
        const factor = formula.let(formula.splat(left, a.address + i * strides.row));
        rightVectors.forEach((vector, j) => {
          const sum = sums[i * vectors + j]!;
          formula.assign(sum, formula.multiplyAdd(sum, factor, vector));
        });
      }
      code.increase(right, b.stepOf(vectors));
    });
  };
  if (long) {
    long.begin();
    long.addBlocks({ place: left, end }, innerLength, productChains, strides.inner, addUp);
  } else addUp(end);
  const products = long?.totals() ?? sums;
  storeTile(
    formula,
    context,
    epilogue,
    tileRow,
    tileColumn,
    Array.from({ length: rows }, (_, i) => products.slice(i * vectors, (i + 1) * vectors)),
  );
  return code;
}
