import type { PlanKernels } from '../plan/plan-kernels.js';
import type { GatheredRows } from './loaded-data.js';
import type { ParameterStore } from './parameter-store.js';

/** The inputs of a run of batches. */
export interface BatchInputs {
  readonly parameters: ParameterStore;
  /** An input's rows of all batches, ready to upload. */
  rowsOf(input: string): GatheredRows;
  /** The plan's scalars, a row for each batch. */
  readonly scalars: Float32Array;
  readonly batches: number;
}

/** The results of a run of batches, without parameters. */
export interface BatchResults {
  /** A list for each of the kernels' collections: for each column the numbers of all rows. */
  readonly collections: readonly (readonly Float32Array[])[];
  /** For each output that is not gathered, the last batch's values, row by row. */
  readonly values: readonly (readonly Float32Array[])[];
}

/** Runs batches of a plan, all of one size, and stores the parameters that they change. */
export interface BatchRunner {
  /** The kernels that it runs for each batch. */
  readonly kernels: PlanKernels;
  /** About how much memory it takes on the device, in bytes. */
  readonly bytes: number;
  /** How and where gpu.js ran it, and the reason for a fallback. Known after the first run. */
  readonly execution: {
    readonly executorKind: string;
    readonly backend: string;
    readonly fallbackReason: string | null;
  };
  run(inputs: BatchInputs): Promise<BatchResults>;
  /** Frees what it holds on the device. */
  destroy(): void;
}
