import type { PlanKernels } from '../plan/plan-kernels.js';
import type { GatheredRows } from './loaded-data.js';
import type { ParameterStore } from './parameter-store.js';

/** The inputs of several batches that run together. */
export interface BatchInputs {
  readonly parameters: ParameterStore;
  /** The rows of an input for all batches, ready to upload. */
  rowsOf(input: string): GatheredRows;
  /** The plan's scalars, one row for each batch. */
  readonly scalars: Float32Array;
  readonly batches: number;
}

/** The results of several batches that ran together, without the parameters. */
export interface BatchResults {
  /** One list for each collection of the kernels. It holds an array for each column, with the values of all rows. */
  readonly collections: readonly (readonly Float32Array[])[];
  /** The last batch's values of each output that is not gathered, row by row. */
  readonly values: readonly (readonly Float32Array[])[];
}

/** Runs batches of a plan, all of the same size, and stores the updated parameters. */
export interface BatchRunner {
  /** The kernels that it runs for each batch. */
  readonly kernels: PlanKernels;
  /** The approximate device memory that it takes, in bytes. */
  readonly bytes: number;
  /** How and where gpu.js ran the kernels, and the reason for a fallback. Known after the first run. */
  readonly execution: {
    readonly executorKind: string;
    readonly backend: string;
    readonly fallbackReason: string | null;
  };
  run(inputs: BatchInputs): Promise<BatchResults>;
  /** Frees its device memory. */
  destroy(): void;
}
