import type { FunctionCode } from '../wasm/function-code.js';
import type { Lanes } from '../wasm/lanes.js';
import type { ModuleBuilder } from '../wasm/module-builder.js';
import type { FunctionNumber } from './expression-code.js';

/** The number of a kernel's pieces: constant, or the rows of the batch. */
export type Extent = number | 'batch';

/**
 * One operation, as a function `(from, to)` over a range of its pieces. Each kernel is a separate function, called from
 * the loop over batches: WebAssembly has no on-stack replacement, so a function gets optimized code only when it is
 * called again.
 */
export interface Kernel {
  readonly code: FunctionCode;
  readonly extent: Extent;
  /** Estimated vector operations of one piece. */
  readonly cost: number;
  /** Additional operations of one piece for each row of the batch, if a piece visits all rows. */
  readonly costPerRow?: number;
}

/** The cost of one piece when the batch has this many rows. */
export function pieceCost({ cost, costPerRow = 0 }: Pick<Kernel, 'cost' | 'costPerRow'>, rows: number): number {
  return cost + costPerRow * rows;
}

/** What a kernel's code depends on besides its operands. */
export interface KernelContext {
  readonly lanes: Lanes;
  readonly module: ModuleBuilder;
  readonly functionNumber: FunctionNumber;
  /** The largest number of rows in a batch. */
  readonly capacity: number;
  /** The address of memory for the totals of long sums. */
  readonly totals: number;
}

/** A kernel's two parameters: its range of pieces. */
export const from = 0;
export const to = 1;
