import type { MatmulNode } from '@nnf/core';
import type { Step, Storage } from './step.js';

/**
 * C = A·B: C[m, n] = Σₖ A[m, k] · B[k, n], summed in order of k, starting at 0. A transposed operand is read along its
 * other axis.
 */
export function matmulStep({ transposed: [flipA, flipB] }: MatmulNode, a: Storage, b: Storage, result: Storage): Step {
  // Element (m, k) of A is at m · rowOfA + k · columnOfA, and so for B.
  const [rowOfA, columnOfA] = flipA ? [1, a.columns] : [a.columns, 1];
  const [rowOfB, columnOfB] = flipB ? [1, b.columns] : [b.columns, 1];
  const { columns } = result;
  const inner = flipA ? a.rows : (): number => a.columns;
  const sumsOverBatch = flipA && a.shape[0] === 'batch';

  /** Adds the products of a range of rows m and a range of k; for each element of C, k ascends. */
  const addProducts = (fromRow: number, toRow: number, fromInner: number, toInner: number): void => {
    const { values } = result;
    const left = a.values;
    const right = b.values;
    for (let m = fromRow; m < toRow; m++) {
      const row = m * columns;
      for (let k = fromInner; k < toInner; k++) {
        const factor = left[m * rowOfA + k * columnOfA]!;
        const start = k * rowOfB;
        // The common case has a loop of its own: engines compile it far better without the stride.
        if (columnOfB === 1) for (let n = 0; n < columns; n++) values[row + n]! += factor * right[start + n]!;
        else for (let n = 0; n < columns; n++) values[row + n]! += factor * right[start + n * columnOfB]!;
      }
    }
  };

  if (sumsOverBatch) {
    return {
      extent: inner,
      cost: result.rows() * columns,
      execute: (from, to) => {
        if (from === 0) result.values.fill(0, 0, result.rows() * columns);
        addProducts(0, result.rows(), from, to);
      },
    };
  }
  return {
    extent: result.rows,
    cost: inner() * columns,
    execute: (from, to) => {
      result.values.fill(0, from * columns, to * columns);
      addProducts(from, to, 0, inner());
    },
  };
}
