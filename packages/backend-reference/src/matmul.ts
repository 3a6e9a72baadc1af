import type { MatmulNode } from '@nnf/core';
import type { Step, Storage } from './step.js';

/** A sum of up to this many products is one chain of additions. The CPU backend has the same limit. */
const blockLength = 4096;

/**
 * C = A·B: C[m, n] = Σₖ A[m, k] · B[k, n], summed in order of k, starting at 0. A long sum is divided into blocks of k, and
 * the blocks' sums are added in order. A transposed operand is read along its other axis.
 */
export function matmulStep({ transposed: [flipA, flipB] }: MatmulNode, a: Storage, b: Storage, result: Storage): Step {
  // Element (m, k) of A is at m · rowOfA + k · columnOfA, and so for B.
  const [rowOfA, columnOfA] = flipA ? [1, a.columns] : [a.columns, 1];
  const [rowOfB, columnOfB] = flipB ? [1, b.columns] : [b.columns, 1];
  const { columns } = result;
  const inner = flipA ? a.rows : (): number => a.columns;
  const sumsOverBatch = flipA && a.shape[0] === 'batch';
  /** The sums of blocks after the first, for as many rows as are computed together. */
  let sums = new Float64Array(0);

  /** Adds the products of a range of rows m and a range of k in one block; for each element of C, k ascends. */
  const addProducts = (fromRow: number, toRow: number, fromInner: number, toInner: number): void => {
    const isFirstBlock = fromInner < blockLength;
    const count = (toRow - fromRow) * columns;
    if (!isFirstBlock && sums.length < count) sums = new Float64Array(count);
    const values = isFirstBlock ? result.values : sums;
    const place = isFirstBlock ? fromRow * columns : 0;
    if (fromInner % blockLength === 0) values.fill(0, place, place + count);
    const left = a.values;
    const right = b.values;
    for (let m = fromRow; m < toRow; m++) {
      const row = place + (m - fromRow) * columns;
      for (let k = fromInner; k < toInner; k++) {
        const factor = left[m * rowOfA + k * columnOfA]!;
        const start = k * rowOfB;
        // The common case has a loop of its own: engines compile it far better without the stride.
        if (columnOfB === 1) for (let n = 0; n < columns; n++) values[row + n]! += factor * right[start + n]!;
        else for (let n = 0; n < columns; n++) values[row + n]! += factor * right[start + n * columnOfB]!;
      }
    }
    if (isFirstBlock || (toInner % blockLength !== 0 && toInner !== inner())) return;
    for (let i = 0; i < count; i++) result.values[fromRow * columns + i]! += sums[i]!;
  };

  /** Does the same for any range of k. */
  const addBlocks = (fromRow: number, toRow: number, fromInner: number, toInner: number): void => {
    for (let k = fromInner; k < toInner; ) {
      const stop = Math.min(toInner, k - (k % blockLength) + blockLength);
      addProducts(fromRow, toRow, k, stop);
      k = stop;
    }
  };

  if (sumsOverBatch) {
    return {
      extent: inner,
      cost: result.rows() * columns,
      execute: (from, to) => addBlocks(0, result.rows(), from, to),
    };
  }
  return {
    extent: result.rows,
    cost: inner() * columns,
    execute: (from, to) => {
      // Row by row where sums are long, so that few of them are kept.
      const step = inner() > blockLength ? 1 : to - from;
      for (let row = from; row < to; row += step) addBlocks(row, row + step, 0, inner());
    },
  };
}
