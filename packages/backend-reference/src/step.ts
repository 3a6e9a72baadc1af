import type { Shape } from '@nnf/core';

/** A matrix in memory, row-major. */
export interface Storage {
  readonly shape: Shape;
  readonly columns: number;
  /** The current number of rows: the batch's where the shape says so. */
  readonly rows: () => number;
  /** At least rows · columns numbers. A larger batch replaces the array. */
  values: Float64Array;
}

/**
 * One operation of a plan over its operands' memory. It runs in pieces, so that the event loop gets its turn between
 * them: `execute` is called for consecutive ranges from 0 to `extent()`. The result does not depend on where they are cut.
 */
export interface Step {
  /** The number of pieces: rows of the result, or terms of the sum where it goes over the batch. */
  readonly extent: () => number;
  /** About how many elementary operations one piece takes. */
  readonly cost: number;
  readonly execute: (from: number, to: number) => void;
}
