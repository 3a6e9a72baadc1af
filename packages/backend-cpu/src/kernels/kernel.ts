import type { FunctionCode } from '../wasm/function-code.js';
import type { Lanes } from '../wasm/lanes.js';
import type { ModuleBuilder } from '../wasm/module-builder.js';
import type { FunctionNumber } from './expression-code.js';

/** How many pieces a kernel has: a number, or as many as the batch has rows. */
export type Extent = number | 'batch';

/**
 * One operation as a function `(from, to)` over consecutive pieces of its extent. Kernels are functions of their own,
 * called from the loop over batches: WebAssembly has no on-stack replacement, and a kernel is compiled well only when it
 * is called again.
 */
export interface Kernel {
  readonly code: FunctionCode;
  readonly extent: Extent;
  /** About how many vector operations one piece takes. */
  readonly cost: number;
  /** How much more one piece takes for each row of the batch, where it goes over all of them. */
  readonly costPerRow?: number;
}

/** What one piece takes when the batch has so many rows. */
export function pieceCost({ cost, costPerRow = 0 }: Pick<Kernel, 'cost' | 'costPerRow'>, rows: number): number {
  return cost + costPerRow * rows;
}

/** What kernels are written with. */
export interface KernelContext {
  readonly lanes: Lanes;
  readonly module: ModuleBuilder;
  readonly functionNumber: FunctionNumber;
  /** The most rows that a batch may have. */
  readonly capacity: number;
}

/** The kernel's own range of pieces: its two parameters. */
export const from = 0;
export const to = 1;
