import type { Epilogue } from '../kernels/epilogue.js';
import { costOf } from '../kernels/expression-code.js';
import { from, type Kernel, type KernelContext, to } from '../kernels/kernel.js';
import { callTiles, overRows, storeTile, tilesOf, widestFlatTile } from '../kernels/tiles.js';
import { type Buffer, vectorsOf } from '../memory/buffer.js';
import { FunctionCode, type Local } from '../wasm/function-code.js';
import { I32, V128 } from '../wasm/instructions.js';
import { type Term, VectorFormula } from '../wasm/vector-formula.js';
import { entryBytes, type SparseInput } from './sparse-input.js';
import { addEntries } from './sparse-sum.js';

/** One product Aᵀ·B for a left side of mostly zeros. */
interface SparseGradient {
  readonly input: SparseInput;
  /** The right side, one row a sample. */
  readonly b: Buffer;
  readonly epilogue: Epilogue;
  /** Whether rows of the product without a non-zero need not be visited. */
  readonly skipsEmpty: boolean;
}

/**
 * Aᵀ·B for one sample a batch, where only rows with a non-zero change: every entry of the sample gives one row of the
 * product, value · B.
 */
export function sparseRowGradientKernel(context: KernelContext, { input, b, epilogue }: SparseGradient): Kernel {
  const { lanes } = context;
  const [result] = epilogue.results as readonly [Buffer];
  const vectors = vectorsOf(result.shape[1], context.lanes);
  const code = new FunctionCode(['i32', 'i32']);
  const formula = new VectorFormula(code, lanes);
  const entry = code.local('i32');
  const end = code.local('i32');
  const row = code.local('i32');
  const column = code.local('i32');
  const eachTile = tilesOf(vectors, Math.min(vectors, widestFlatTile), (width) => width);
  const overEntries = (width: number): void => {
    const rights = Array.from({ length: width }, (_, j) =>
      formula.let(() => code.get(column).vectorMemory(V128.load, b.address + j * 16)),
    );
    code
      .i32(0)
      .memory(I32.load, input.ranges)
      .set(entry)
      .i32(0)
      .memory(I32.load, input.ranges + 4)
      .set(end);
    code.loop(
      entry,
      () => code.get(end),
      entryBytes(lanes),
      () => {
        code.get(entry).memory(I32.load).set(row);
        const factor = formula.let(() => code.get(entry).vectorMemory(lanes.vector.loadSplat, lanes.bytes));
        // The dense product begins its sum at 0, and 0 + −0 is 0.
        const products = rights.map((right) => formula.multiplyAdd(formula.number(0), factor, right));
        storeTile(formula, context, epilogue, row, column, [products]);
      },
    );
  };
  callTiles(code, eachTile, column, overEntries);
  return { code, extent: 1, cost: (vectors * (result.shape[0] as number)) / 3 };
}

/** Aᵀ·B for a batch: each row of the product is a sum over the samples in which its column is not zero. */
export function sparseGradientKernel(context: KernelContext, gradient: SparseGradient): Kernel {
  const [result] = gradient.epilogue.results as readonly [Buffer];
  const vectors = vectorsOf(result.shape[1], context.lanes);
  const tiles = tilesOf(vectors, Math.min(vectors, widestFlatTile), (width) =>
    context.module.add(tileFunction(context, gradient, width)),
  );
  const code = new FunctionCode(['i32', 'i32']);
  const row = code.local('i32');
  const column = code.local('i32');
  // Tiles outside, rows within: the part of B that a tile reads stays in the cache.
  callTiles(code, tiles, column, (tile) => overRows(code, tile, { row, column }, from, to, 1));
  return {
    code,
    extent: result.shape[0],
    cost: 4 + vectors * costOf(gradient.epilogue.expressions),
    costPerRow: vectors / 4,
  };
}

/** The function `(row of the product, column in bytes)` of one tile. */
function tileFunction(
  context: KernelContext,
  { input, b, epilogue, skipsEmpty }: SparseGradient,
  vectors: number,
): FunctionCode {
  const { lanes } = context;
  const code = new FunctionCode(['i32', 'i32']);
  const formula = new VectorFormula(code, lanes);
  const [row, column]: readonly Local[] = [0, 1];
  const entry = code.local('i32');
  const end = code.local('i32');
  const sums = Array.from({ length: vectors }, () => code.local('v128'));
  // The first column's entries begin where all of them do.
  code.get(row!).when(
    () => code.get(row!).i32(2).op(I32.shl).i32(4).op(I32.sub).memory(I32.load, input.columnEnds).set(entry),
    () => code.i32(input.entries).set(entry),
  );
  code.get(row!).i32(2).op(I32.shl).memory(I32.load, input.columnEnds).set(end);
  const store = (products: readonly Term[]): void => storeTile(formula, context, epilogue, row!, column!, [products]);
  const addUp = (): void => {
    addEntries(formula, b, { entry, end, column: column!, sums });
    store(sums.map((sum) => () => code.get(sum)));
  };
  if (skipsEmpty) code.get(entry).get(end).op(I32.ne).when(addUp);
  else addUp();
  return code;
}
