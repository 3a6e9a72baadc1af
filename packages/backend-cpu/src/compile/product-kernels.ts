import type { MatmulNode } from '@nnf/core';
import type { Epilogue } from '../kernels/epilogue.js';
import type { Kernel, KernelContext } from '../kernels/kernel.js';
import { matmulKernel } from '../kernels/matmul-kernel.js';
import { matmulTransposedKernel } from '../kernels/matmul-transposed-kernel.js';
import { packKernel, packTransposedKernel } from '../kernels/pack-kernels.js';
import { panelsAt, rowsOf } from '../kernels/right-side.js';
import { sparseGradientKernel, sparseRowGradientKernel } from '../sparse/sparse-gradient-kernel.js';
import type { SparseInput } from '../sparse/sparse-input.js';
import { sparseMatmulKernel } from '../sparse/sparse-matmul-kernel.js';
import { keepsAtZeroGradient } from '../sparse/zero-gradient.js';
import type { PlanLayout } from './plan-layout.js';
import { panelsOf, productMethod } from './product-method.js';

/**
 * Kernels of a product, by the method that suits its shape and its left side.
 *
 * @param consumer the position of the map or update that the product is fused with, or its own position
 */
export function productKernels(
  context: KernelContext,
  layout: PlanLayout,
  node: MatmulNode,
  consumer: number,
  epilogue: Epilogue,
): readonly Kernel[] {
  const sparse = layout.sparse.get(node.operands[0]);
  if (sparse) return [sparseProduct(context, layout, node, consumer, epilogue, sparse)];
  const a = layout.buffers[node.operands[0]]!;
  const b = layout.buffers[node.operands[1]]!;
  const [isLeftTransposed, isRightTransposed] = node.transposed;
  const { plan, capacity, lanes, scratch } = layout;
  switch (productMethod(plan, node, capacity, lanes)) {
    case 'dots':
      return [matmulTransposedKernel(context, a, b, epilogue)];
    case 'rows':
      return [matmulKernel(context, a, rowsOf(b), isLeftTransposed, epilogue)];
    case 'panels': {
      const panels = panelsAt(scratch, panelsOf(plan, node, capacity, lanes).height);
      const pack = isRightTransposed ? packTransposedKernel(context, b, panels) : packKernel(context, b, panels);
      return [pack, matmulKernel(context, a, panels, isLeftTransposed, epilogue)];
    }
  }
}

/** A product whose left side is given by its non-zeros. */
function sparseProduct(
  context: KernelContext,
  layout: PlanLayout,
  { operands, transposed: [isTransposed] }: MatmulNode,
  consumer: number,
  epilogue: Epilogue,
  input: SparseInput,
): Kernel {
  const b = layout.buffers[operands[1]]!;
  if (!isTransposed) return sparseMatmulKernel(context, input, layout.plan.nodes[operands[0]]!.shape[1], b, epilogue);
  const skipsEmpty = skipsEmptyRows(layout, consumer);
  const gradient = { input, b, epilogue, skipsEmpty };
  return context.capacity === 1 && skipsEmpty
    ? sparseRowGradientKernel(context, gradient)
    : sparseGradientKernel(context, gradient);
}

/** Whether an update changes nothing where its gradient, a product fused with it, is 0. */
function skipsEmptyRows({ plan, fused }: PlanLayout, consumer: number): boolean {
  const node = plan.nodes[consumer]!;
  const product = fused.get(consumer);
  return node.operation === 'update' && product !== undefined && keepsAtZeroGradient(node, product);
}

/**
 * Whether a product reads an input's non-zeros column by column. A batch of one row needs no sorting: each of its
 * entries is a column of its own.
 */
export function needsColumns(layout: PlanLayout, input: number): boolean {
  const consumerOf = new Map([...layout.fused].map(([consumer, product]) => [product, consumer]));
  return layout.plan.nodes.some((node, i) => {
    if (node.operation !== 'matmul' || node.operands[0] !== input || !node.transposed[0]) return false;
    return layout.capacity > 1 || !skipsEmptyRows(layout, consumerOf.get(i) ?? i);
  });
}
