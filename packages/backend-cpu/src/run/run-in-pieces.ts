import type { RunRequest, UpdateTurn } from '@nnf/core';
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
  compiled: CompiledPlan,
  { from, to, batchSize }: RunRequest,
  { order, scalars, scalarBytes }: BatchTables,
  turn: UpdateTurn,
  pace: Pace,
  mayGoOn: () => void,
): Promise<void> {
  const { begin, kernelFacts, firstUpdate } = compiled;
  for (let start = from, batch = 0; start < to; start += batchSize, batch++) {
    const rows = Math.min(batchSize, to - start);
    begin(rows, start, to, batchSize, start - from, order, scalars + batch * scalarBytes);
    const computing = piecesOf(compiled, 0, firstUpdate, rows, pace);
    while (!computing.next().done) {
      await pace.breathe();
      mayGoOn();
    }
    await turn.update(piecesOf(compiled, firstUpdate, kernelFacts.length, rows, pace), () => pace.breathe());
  }
}

/** Calls some of the kernels, and stops whenever it is time to breathe. */
function* piecesOf(
  { kernels, kernelFacts }: CompiledPlan,
  first: number,
  end: number,
  rows: number,
  pace: Pace,
): Generator<void> {
  for (let i = first; i < end; i++) {
    const kernel = kernelFacts[i]!;
    const cost = pieceCost(kernel, rows);
    const extent = kernel.extent === 'batch' ? rows : kernel.extent;
    for (let from = 0; from < extent; ) {
      const to = Math.min(extent, from + alignedPieces(pace.unitsOf(cost, i)));
      const start = from;
      if (pace.spend(cost * (to - from), () => kernels[i]!(start, to), i)) yield;
      from = to;
    }
  }
}

/**
 * Rounds down to a multiple of 4: a piece may be one row of one column, and pieces must not divide a vector of rows.
 */
function alignedPieces(pieces: number): number {
  return Math.max(4, pieces - (pieces % 4));
}
