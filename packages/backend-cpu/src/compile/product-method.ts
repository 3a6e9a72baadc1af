import type { MatmulNode, Plan, Rows } from '@nnf/core';
import { panelBytes, panelWidth } from '../kernels/right-side.js';
import { vectorsOf } from '../memory/buffer.js';
import type { Lanes } from '../wasm/lanes.js';

/** How a product is made: of dot products, from the right side's rows, or from panels that it is copied into first. */
export type ProductMethod = 'dots' | 'rows' | 'panels';

/** Up to so many rows a batch, A·Bᵀ is made of dot products; above, B is transposed first. */
const mostDotRows = 4;
/** From so many rows on, a large right side is copied into panels: every number of it is read that often. */
const leastPanelRows = 16;
/** What fits into the first cache beside the left side's rows. */
const smallBytes = 16 * 1024;

export function productMethod(plan: Plan, node: MatmulNode, capacity: number, lanes: Lanes): ProductMethod {
  const [isLeftTransposed, isRightTransposed] = node.transposed;
  const rows = heightOf(node.shape[0], capacity);
  if (isRightTransposed) return isLeftTransposed || rows > mostDotRows ? 'panels' : 'dots';
  const { vectors, height } = panelsOf(plan, node, capacity, lanes);
  const isSmall = vectors <= panelWidth || panelBytes(vectors, height) <= smallBytes;
  return rows < leastPanelRows || isSmall ? 'rows' : 'panels';
}

/** How many vectors wide a product's right side is, and how many rows it has; transposed, if it is. */
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
