import type { RunRequest } from '@nnf/core';
import type { CompiledPlan } from '../compile/compiled-plan.js';
import { pieceCost } from '../kernels/kernel.js';
import type { Pace } from './pace.js';

/** Where the tables are that say what a batch reads, in bytes. */
export interface BatchTables {
  /** The order of the run's rows, or 0. */
  readonly order: number;
  /** The first batch's scalars. */
  readonly scalars: number;
  /** From one batch's scalars to the next. */
  readonly scalarBytes: number;
}

/** Drives the kernels one by one from here, each in pieces: for a batch that takes longer than the event loop can wait. */
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

/** Pieces of one column are rows, and a vector of them must not be cut. */
function alignedPieces(pieces: number): number {
  return Math.max(4, pieces - (pieces % 4));
}
