import type { Shape } from '@nnf/core';

/** A matrix in memory, row-major. */
export interface Storage {
  readonly shape: Shape;
  readonly columns: number;
  /** How many rows there are now: the batch's where the shape says so. */
  readonly rows: () => number;
  /** At least rows · columns numbers. It is another array after room was made for a larger batch. */
  values: Float64Array;
}

/**
 * One operation of a plan over its operands' memory. It is done in pieces, so that the event loop can breathe between
 * them: `execute` is called for consecutive pieces of 0 to `extent()`, and the result is the same however they are cut.
 */
export interface Step {
  /** How many pieces there are: rows of the result, or what is summed over where that is the batch. */
  readonly extent: () => number;
  /** About how many elementary operations one piece takes. */
  readonly cost: number;
  readonly execute: (from: number, to: number) => void;
}
