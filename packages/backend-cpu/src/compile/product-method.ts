import type { MatmulNode, Plan, Rows } from '@nnf/core';
import { panelBytes, panelWidth } from '../kernels/right-side.js';
import { vectorsOf } from '../memory/buffer.js';
import type { Lanes } from '../wasm/lanes.js';

/**
 * How a product is computed: from dot products, from the rows of its right side, or from panels into which the right
 * side is copied first.
 */
export type ProductMethod = 'dots' | 'rows' | 'panels';

/** Up to this many rows, A·Bᵀ is computed by dot products. With more rows, B is transposed first. */
const mostDotRows = 4;
/** From this many rows on, a large right side is copied into panels, since each of its numbers is read once a row. */
const leastPanelRows = 16;
/** Bytes that fit into the first-level cache together with rows of the left side. */
const smallBytes = 16 * 1024;

export function productMethod(plan: Plan, node: MatmulNode, capacity: number, lanes: Lanes): ProductMethod {
  const [isLeftTransposed, isRightTransposed] = node.transposed;
  const rows = heightOf(node.shape[0], capacity);
  if (isRightTransposed) return isLeftTransposed || rows > mostDotRows ? 'panels' : 'dots';
  const { vectors, height } = panelsOf(plan, node, capacity, lanes);
  const isSmall = vectors <= panelWidth || panelBytes(vectors, height) <= smallBytes;
  return rows < leastPanelRows || isSmall ? 'rows' : 'panels';
}

/**
 * The size of a product's right side as panels: vectors in a row, and rows. A transposed right side is measured after
 * transposition.
 */
export function panelsOf(
  plan: Plan,
  { operands, transposed, shape }: MatmulNode,
  capacity: number,
  lanes: Lanes,
): { readonly vectors: number; readonly height: number } {
  const [rows, columns] = plan.nodes[operands[1]]!.shape;
  return {
    vectors: vectorsOf(shape[1], lanes),
    height: transposed[1] ? columns : heightOf(rows, capacity),
  };
}

function heightOf(rows: Rows, capacity: number): number {
  return rows === 'batch' ? capacity : rows;
}
