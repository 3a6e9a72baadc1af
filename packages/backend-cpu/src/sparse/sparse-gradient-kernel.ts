import type { Epilogue } from '../kernels/epilogue.js';
import type { Kernel, KernelContext } from '../kernels/kernel.js';
import { callTiles, storeTile, tileRow, tilesOf, widestFlatTile } from '../kernels/tiles.js';
import { type Buffer, vectorsOf } from '../memory/buffer.js';
import { I32 } from '../wasm/instructions.js';
import { VectorFormula } from '../wasm/vector-formula.js';
import { entryBytes, type SparseInput } from './sparse-input.js';
import { sparseSumKernel } from './sparse-sum-kernel.js';

/** A product Aᵀ·B with a sparse left side. */
interface SparseGradient {
  readonly input: SparseInput;
  /** The right side; each row belongs to one sample. */
  readonly b: Buffer;
  readonly epilogue: Epilogue;
  /** Whether to skip rows of the product without a non-zero. */
  readonly skipsEmpty: boolean;
}

/**
 * Aᵀ·B for batches of one sample, if only rows with a non-zero change. Each entry of the sample gives one row of the
 * product, value · B.
 */
export function sparseRowGradientKernel(context: KernelContext, { input, b, epilogue }: SparseGradient): Kernel {
  const { lanes } = context;
  const result = epilogue.results[0]!;
  const vectors = vectorsOf(result.shape[1], lanes);
  const formula = new VectorFormula(lanes);
  const { code } = formula;
  const entry = code.local();
  const end = code.local();
  const row = code.local();
  const column = code.local();
  const eachTile = tilesOf(vectors, widestFlatTile, (width) => width);
  callTiles(code, eachTile, column, (width) => {
    const rights = Array.from({ length: width }, (_, j) => formula.let(formula.load(column, b.address + j * 16)));
    code.i32(0).memory(I32.load, input.ranges).set(entry);
    code.i32(0);
    code.memory(I32.load, input.ranges + 4).set(end);
    code.loop(entry, end, entryBytes(lanes), () => {
      code.get(entry).memory(I32.load).set(row);
      const factor = formula.let(formula.splat(entry, lanes.bytes));
      // Adds to 0, as the dense product does, since 0 + −0 is 0.
      const products = rights.map((right) => formula.multiplyAdd(formula.number(0), factor, right));
      storeTile(formula, context, epilogue, row, column, [products]);
    });
  });
  return { code, extent: 1, cost: (vectors * (result.shape[0] as number)) / 3 };
}

/** Aᵀ·B for a batch. Each row of the product is a sum over the samples in which its column is not zero. */
export function sparseGradientKernel(
  context: KernelContext,
  { input: { columnEnds, entries }, b, epilogue, skipsEmpty }: SparseGradient,
): Kernel {
  const { code, vectors, extent } = sparseSumKernel(context, b, epilogue, skipsEmpty, 'batch', (tile, entry, end) => {
    // The first column's entries begin at the first entry.
    tile.get(tileRow).when(
      () => tile.times(tileRow, 4).plus(-4).memory(I32.load, columnEnds).set(entry),
      () => tile.i32(entries).set(entry),
    );
    tile.times(tileRow, 4).memory(I32.load, columnEnds).set(end);
  });
  return { code, extent, cost: 4 + vectors * epilogue.computation.cost, costPerRow: vectors / 4 };
}
