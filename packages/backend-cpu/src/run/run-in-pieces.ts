import type { RunRequest } from '@nnf/core';
import type { CompiledPlan } from '../compile/compiled-plan.js';
import { pieceCost } from '../kernels/kernel.js';
import type { Pace } from './pace.js';

/** Addresses of the tables that a run's batches read. */
export interface BatchTables {
  /** The order of the run's rows, or 0 for the data's own order. */
  readonly order: number;
  /** The scalars of the first batch. */
  readonly scalars: number;
  /** Bytes from one batch's scalars to the next. */
  readonly scalarBytes: number;
}

/** Calls the kernels one by one, each in pieces. For batches that take longer than the event loop may wait. */
export async function runInPieces(
  { begin, kernels, kernelFacts, firstUpdate }: CompiledPlan,
  { from, to, batchSize }: RunRequest,
  { order, scalars, scalarBytes }: BatchTables,
  pace: Pace,
  mayGoOn: () => void,
): Promise<void> {
  for (let start = from, batch = 0; start < to; start += batchSize, batch++) {
    const rows = Math.min(batchSize, to - start);
    begin(rows, start, to, batchSize, start - from, order, scalars + batch * scalarBytes);
    for (const [i, kernel] of kernelFacts.entries()) {
      const { extent } = kernel;
      const cost = pieceCost(kernel, rows);
      const end = extent === 'batch' ? rows : extent;
      for (let piece = 0; piece < end; ) {
        const next = Math.min(end, piece + alignedPieces(pace.unitsOf(cost, i)));
        const [first, last] = [piece, next];
        const paused = await pace.spend(cost * (last - first), () => kernels[i]!(first, last), i);
        if (paused && i < firstUpdate) mayGoOn();
        piece = next;
      }
    }
  }
}

/**
 * Rounds down to a multiple of 4: a piece may be one row of one column, and pieces must not divide a vector of rows.
 */
function alignedPieces(pieces: number): number {
  return Math.max(4, pieces - (pieces % 4));
}
