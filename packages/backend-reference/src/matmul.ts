import type { MatmulNode } from '@nnf/core';
import type { Step, Storage } from './step.js';

/**
 * C = A·B: C[m, n] = Σₖ A[m, k] · B[k, n], added up from k = 0 on, starting at 0. A transposed operand is read along its
 * other axis.
 */
export function matmulStep({ transposed: [flipA, flipB] }: MatmulNode, a: Storage, b: Storage, result: Storage): Step {
  // Element (m, k) of A is at m · rowOfA + k · columnOfA, and so for B.
  const [rowOfA, columnOfA] = flipA ? [1, a.columns] : [a.columns, 1];
  const [rowOfB, columnOfB] = flipB ? [1, b.columns] : [b.columns, 1];
  const { columns } = result;
  const inner = flipA ? a.rows : (): number => a.columns;
  const addProduct = (m: number, k: number): void => {
    const factor = a.values[m * rowOfA + k * columnOfA]!;
    const start = m * columns;
    for (let n = 0, at = k * rowOfB; n < columns; n++, at += columnOfB) {
      result.values[start + n]! += factor * b.values[at]!;
    }
  };
  if (flipA && a.shape[0] === 'batch') {
    return {
      extent: inner,
      cost: result.rows() * columns,
      execute: (from, to) => {
        const rows = result.rows();
        if (from === 0) result.values.fill(0, 0, rows * columns);
        for (let k = from; k < to; k++) for (let m = 0; m < rows; m++) addProduct(m, k);
      },
    };
  }
  return {
    extent: result.rows,
    cost: inner() * columns,
    execute: (from, to) => {
      const length = inner();
      result.values.fill(0, from * columns, to * columns);
      for (let m = from; m < to; m++) for (let k = 0; k < length; k++) addProduct(m, k);
    },
  };
}
