import type { Disposing } from '../base/disposing.js';
import type { Matrix } from '../base/matrix.js';
import type { Plugin } from '../base/plugin.js';
import type { Plan } from './plan.js';

/** The type of the numbers a program computes with. */
export type DataType = 'float32' | 'float64';

/** What turns plans into something that runs. */
export interface Backend extends Plugin<'backend'> {
  /** The types of numbers it can compute with; the first is its default. */
  readonly dataTypes: readonly DataType[];
  /** Whether the same seed gives the same bits. */
  readonly deterministic: boolean;
  /**
   * Prepares simplified plans that share their parameters by name. All parameters begin as zeros. More plans may follow by
   * {@link Program.add}.
   *
   * @throws NnfError before memory is taken, when a plan has what the backend cannot do
   */
  compile(plans: Readonly<Record<string, Plan>>): Promise<Program>;
}

/** Data ready to be computed with. A class of it extends {@link Disposing}. */
export interface LoadedData extends Disposing {
  /** How many samples there are. */
  readonly rows: number;
  /** Frees what it holds. It may be called twice. */
  dispose(): void;
}

/** A run of batches: what a program does at one request. */
export interface RunRequest {
  /** The name of the plan. */
  readonly plan: string;
  /** What this program has loaded. */
  readonly data: LoadedData;
  /** The rows in the order in which they are used; all rows in their own order when left out. */
  readonly order?: Uint32Array;
  /** The first place in that order. */
  readonly from: number;
  /** The place after the last. */
  readonly to: number;
  /** Rows a batch, 1 or more; the last batch has what is left. */
  readonly batchSize: number;
  /** The values of the plan's scalars: one row a batch, one column for each of `scalarsOf(plan)`. */
  readonly scalars: Float64Array;
  /** Ends the run between two batches: it throws the signal's reason, and the batches before have been applied. */
  readonly signal?: AbortSignal;
}

/** A plan's outputs by name: of `[batch, …]` ones all rows of the run, of others the value at the last batch. */
export type RunOutputs = Readonly<Record<string, Float32Array | Float64Array>>;

/** Compiled plans and their parameters. A class of it extends {@link Disposing}. */
export interface Program extends Disposing {
  /** What its numbers are. */
  readonly dataType: DataType;
  /** What really runs, for people: `float64 interpreter`. */
  readonly executes: string;
  /**
   * The memory that it has taken from its host and holds now, in bytes: at the least what parameters, those kept, and
   * intermediate results take. What is the caller's, such as data that was not copied, does not count.
   */
  readonly bytes: number;
  /**
   * Adds a plan that shares the parameters of those before by name. Parameters that are new begin as zeros.
   *
   * @throws NnfError `DUPLICATE_NAME` for a name that a plan has, `PLAN_FORMAT` for a plan of another plan format, and what
   * `compile` throws for a plan that the backend cannot run
   */
  add(name: string, plan: Plan): void;
  /** Takes a data set's matrices by the names of the plans' inputs, all with the same number of rows. */
  load(matrices: Readonly<Record<string, Matrix>>): LoadedData;
  /**
   * Runs batches, each to its end before the next. The event loop breathes meanwhile: no single task of it takes much
   * longer than 20 ms, however large the run.
   *
   * @throws NnfError `BUSY` while the same plan is being run
   */
  run(run: RunRequest): Promise<RunOutputs>;
  /**
   * Does a short run at once. Undefined, and nothing done, where it takes longer than a few milliseconds, or there is
   * something to wait for: the plan is being compiled, say, or is being run. Left out where everything must be waited for.
   */
  runNow?(run: RunRequest): RunOutputs | undefined;
  /** A copy of a parameter's values. */
  read(parameter: string): Float32Array | Float64Array;
  /** Replaces a parameter's values. */
  write(parameter: string, values: ArrayLike<number>): void;
  /**
   * Remembers all parameters as they are, in place of those remembered before, unless one has a number that is not finite.
   *
   * @returns the name of such a parameter, and nothing was remembered; undefined when all are finite
   */
  keep(): string | undefined;
  /** Puts back what `keep` remembered last; changes nothing before it has. */
  restore(): void;
  /** Frees everything. It may be called twice; nothing else may be called after it. */
  dispose(): void;
}
