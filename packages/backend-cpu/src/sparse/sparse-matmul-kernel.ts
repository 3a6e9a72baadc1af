import type { Epilogue } from '../kernels/epilogue.js';
import type { Kernel, KernelContext } from '../kernels/kernel.js';
import { tileRow } from '../kernels/tiles.js';
import type { Buffer } from '../memory/buffer.js';
import { type SparseInput, setRangeOfRow } from './sparse-input.js';
import { sparseSumKernel } from './sparse-sum-kernel.js';

/**
 * A·B with a sparse left side. A tile of the product's columns stays in registers while the row's non-zeros are added
 * in the order of their columns, so the sums are those of the dense product.
 */
export function sparseMatmulKernel(
  context: KernelContext,
  { ranges }: SparseInput,
  inner: number,
  b: Buffer,
  epilogue: Epilogue,
): Kernel {
  const { code, vectors, extent } = sparseSumKernel(context, b, epilogue, false, inner, (tile, entry, end) => {
    setRangeOfRow(tile, ranges, tileRow, entry, end);
  });
  return { code, extent, cost: vectors * (inner / 4 + epilogue.computation.cost) };
}
