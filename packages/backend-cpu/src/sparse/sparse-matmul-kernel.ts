import type { Epilogue } from '../kernels/epilogue.js';
import { costOf } from '../kernels/expression-code.js';
import { from, type Kernel, type KernelContext, to } from '../kernels/kernel.js';
import { callTiles, overRows, storeTile, tilesOf, widestFlatTile } from '../kernels/tiles.js';
import { type Buffer, vectorsOf } from '../memory/buffer.js';
import { FunctionCode, type Local } from '../wasm/function-code.js';
import { I32 } from '../wasm/instructions.js';
import { VectorFormula } from '../wasm/vector-formula.js';
import type { SparseInput } from './sparse-input.js';
import { addEntries } from './sparse-sum.js';

/**
 * A·B for a left side of mostly zeros: a tile of the product's columns stays in registers while the row's non-zeros go by,
 * in the order of their columns, so that the sums are those of the dense product.
 */
export function sparseMatmulKernel(
  context: KernelContext,
  input: SparseInput,
  inner: number,
  b: Buffer,
  epilogue: Epilogue,
): Kernel {
  const [result] = epilogue.results as readonly [Buffer];
  const vectors = vectorsOf(result.shape[1], context.lanes);
  const tiles = tilesOf(vectors, Math.min(vectors, widestFlatTile), (width) =>
    context.module.add(tileFunction(context, input, b, epilogue, width)),
  );
  const code = new FunctionCode(['i32', 'i32']);
  const row = code.local('i32');
  const column = code.local('i32');
  // Tiles outside, rows within: the part of B that a tile reads stays in the cache.
  callTiles(code, tiles, column, (tile) => overRows(code, tile, { row, column }, from, to, 1));
  return { code, extent: result.shape[0], cost: vectors * (inner / 4 + costOf(epilogue.expressions)) };
}

/** The function `(row, column in bytes)` of one tile of a row. */
function tileFunction(
  context: KernelContext,
  { ranges }: SparseInput,
  b: Buffer,
  epilogue: Epilogue,
  vectors: number,
): FunctionCode {
  const { lanes } = context;
  const code = new FunctionCode(['i32', 'i32']);
  const formula = new VectorFormula(code, lanes);
  const [row, column]: readonly Local[] = [0, 1];
  const entry = code.local('i32');
  const end = code.local('i32');
  const sums = Array.from({ length: vectors }, () => code.local('v128'));
  code.get(row!).i32(3).op(I32.shl).memory(I32.load, ranges).set(entry);
  code
    .get(row!)
    .i32(3)
    .op(I32.shl)
    .memory(I32.load, ranges + 4)
    .set(end);
  addEntries(formula, b, { entry, end, column: column!, sums });
  storeTile(formula, context, epilogue, row!, column!, [sums.map((sum) => () => code.get(sum))]);
  return code;
}
