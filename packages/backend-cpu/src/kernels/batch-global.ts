/** The variables of a module that describe the current batch, by their numbers. `begin` sets them in this order. */
export enum BatchGlobal {
  /** Rows of the batch. */
  rows,
  /** The place of its first row in the order of rows. */
  start,
  /** The place after the run's last row. */
  stop,
  /** Rows of a full batch. */
  batchSize,
  /** Rows of the run in the batches before this one. */
  done,
  /** The address of the order of rows, 32-bit numbers; 0 for the data's own order. */
  order,
  /** The address of the batch's scalars. */
  scalars,
}

/** How many variables there are. */
export const batchGlobals: number = BatchGlobal.scalars + 1;
