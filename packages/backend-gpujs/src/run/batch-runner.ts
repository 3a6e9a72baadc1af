import type { PlanKernels } from '../plan/plan-kernels.js';
import type { GatheredRows } from './loaded-data.js';
import type { ParameterStore } from './parameter-store.js';

/** What batches are run on. */
export interface BatchInputs {
  readonly parameters: ParameterStore;
  /** The data's rows of all batches, as they are uploaded. */
  rowsOf(input: string): GatheredRows;
  /** The plan's scalars, a row for each batch. */
  readonly scalars: Float32Array;
  readonly batches: number;
}

/** What a run of batches gives, beside parameters. */
export interface BatchResults {
  /** A list for each of the kernels' collections: for each column the numbers of all rows. */
  readonly collections: readonly (readonly Float32Array[])[];
  /** Of the outputs that are not gathered the last batch's values, row by row. */
  readonly values: readonly (readonly Float32Array[])[];
}

/** Runs batches of a plan, all of one size, and leaves the parameters that they change in the store. */
export interface BatchRunner {
  /** What it runs for each batch. */
  readonly kernels: PlanKernels;
  /** About how much memory it takes on the device, in bytes. */
  readonly bytes: number;
  /** What really ran: how gpu.js runs it, where, and if that is not as it should be, why; known after the first run. */
  readonly execution: {
    readonly executorKind: string;
    readonly backend: string;
    readonly fallbackReason: string | null;
  };
  run(inputs: BatchInputs): Promise<BatchResults>;
  /** Frees what it holds on the device. */
  destroy(): void;
}
