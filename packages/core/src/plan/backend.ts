import type { DataType } from '../base/data-type.js';
import type { Disposing } from '../base/disposing.js';
import type { Matrix } from '../base/matrix.js';
import type { Plugin } from '../base/plugin.js';
import type { Plan } from './plan.js';

/** Compiles plans into a program. */
export interface Backend extends Plugin<'backend'> {
  /** The number types that it supports; the first is its default. */
  readonly dataTypes: readonly DataType[];
  /** Whether the same seed always gives the same bits. */
  readonly deterministic: boolean;
  /**
   * Compiles simplified plans, which share their parameters by name. All parameters start as zeros. {@link Program.add} adds
   * more plans.
   *
   * @throws NnfError before memory is allocated, when a plan is not supported
   */
  compile(plans: Readonly<Record<string, Plan>>): Promise<Program>;
}

/** Data loaded by a program. Implementations extend {@link Disposing}. */
export interface LoadedData extends Disposing {
  /** The number of samples. */
  readonly rows: number;
  /** Frees the data. It may be called twice. */
  dispose(): void;
}

/** A request to run a plan over batches. */
export interface RunRequest {
  /** The name of the plan. */
  readonly plan: string;
  /** Data that this program has loaded. */
  readonly data: LoadedData;
  /** The rows in the order of use. Default: all rows in their own order. */
  readonly order?: Uint32Array;
  /** The first index in that order. */
  readonly from: number;
  /** The index after the last one. */
  readonly to: number;
  /** Rows per batch, 1 or more. The last batch has the remaining rows. */
  readonly batchSize: number;
  /** The values of the plan's scalars: one row per batch, one column for each of `scalarsOf(plan)`. */
  readonly scalars: Float64Array;
  /** Ends the run between two batches: it rejects with the signal's reason. Earlier batches stay applied. */
  readonly signal?: AbortSignal;
  /**
   * Called each time updates are done, with the number of the run's batches whose updates are done. It tells how far an aborted
   * run has come. `runNow` need not call it.
   */
  readonly onProgress?: (batches: number) => void;
}

/** A plan's outputs by name: all rows of the run for an output `[batch, …]`, otherwise the value of the last batch. */
export type RunOutputs = Readonly<Record<string, Float32Array | Float64Array>>;

/** Compiled plans and their parameters. Implementations extend {@link Disposing}. */
export interface Program extends Disposing {
  /** The number type that it computes with. */
  readonly dataType: DataType;
  /** A description of how it computes: `float64 interpreter`. */
  readonly executes: string;
  /**
   * The memory that it holds, in bytes: at least that of parameters, kept parameters and intermediate results. Loaded data
   * counts only in some backends. It is 0 after `dispose`.
   */
  readonly bytes: number;
  /**
   * Adds a plan, which shares parameters by name with the earlier ones. New parameters start as zeros.
   *
   * @throws NnfError `MEMORY_LIMIT` for too many parameters, `DUPLICATE_NAME` for a name that a plan already has, `PLAN_FORMAT` for a plan of another plan format, and
   * the errors of `compile` for a plan that is not supported
   */
  add(name: string, plan: Plan): void;
  /**
   * Loads a data set: matrices by the names of the plans' inputs. It copies their numbers, so the loaded data does not change
   * with the caller's arrays.
   *
   * @throws NnfError `DATA_SHAPE` unless all have the same number of rows, `INVALID_MATRIX` for a class number that is not an
   * integer from 0 to `columns` − 1
   */
  load(matrices: Readonly<Record<string, Matrix>>): LoadedData;
  /**
   * Runs batches one after the other. It yields to the event loop: no task takes much longer than 20 ms, however large the
   * run. Runs of different plans may interleave, but none sees the updates of a batch half done, and all batches of a run
   * without updates see the same parameters.
   *
   * @throws NnfError `BUSY` while the same plan is running, `UNKNOWN_NAME`, `WRONG_DATA`, `DATA_SHAPE`, `OUT_OF_RANGE` for rows
   * that the data lacks, `DISPOSED`
   */
  run(run: RunRequest): Promise<RunOutputs>;
  /**
   * Runs a short request synchronously. Returns undefined, without running anything, when the run would take longer than a
   * few milliseconds or has to wait, such as for compilation or for another run of the plan. A backend that is always
   * asynchronous has no `runNow`.
   */
  runNow?(run: RunRequest): RunOutputs | undefined;
  /** Copies a parameter's values, row-major. If a batch's updates are half done, it finishes them first. */
  read(parameter: string): Float32Array | Float64Array;
  /** Replaces a parameter's values, row-major. */
  write(parameter: string, values: ArrayLike<number>): void;
  /**
   * Keeps a copy of all parameters, which replaces the previous one. If a number is not finite, nothing is kept.
   *
   * @returns the name of a parameter with a number that is not finite, or undefined when all are finite
   */
  keep(): string | undefined;
  /** Restores the parameters that `keep` kept last; does nothing if there are none. */
  restore(): void;
  /**
   * Frees all resources, even while something still refers to the program. It may be called twice; other methods throw
   * `DISPOSED` afterwards.
   */
  dispose(): void;
}
