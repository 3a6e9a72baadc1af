import type { Metric } from '../parts/metric.js';
import type { Optimizer } from '../parts/optimizer.js';
import type { Backend, Program, RunOutputs, RunRequest } from '../plan/backend.js';
import type { CheckedDataset, LoadedDataset } from './dataset.js';
import type { Measurements } from './measurements.js';
import type { NetworkPlans } from './network-plans.js';
import type { TrainingOptions } from './training-options.js';
import type { TrainingState } from './training-state.js';

/** The data of one call of `train`. */
export interface Training extends Omit<TrainingOptions, 'validation'> {
  readonly backend: Backend;
  readonly plans: NetworkPlans;
  readonly program: Program;
  readonly optimizer: Optimizer;
  readonly metrics: readonly Metric[];
  /** Batches per update. */
  readonly accumulate: number;
  readonly seed: number;
  readonly data: CheckedDataset;
  readonly state: TrainingState;
  readonly run: (request: RunRequest) => Promise<RunOutputs>;
  /** Does something when no run of the network is pending. */
  readonly whenIdle: (work: () => void) => Promise<void>;
}

/** A call of `train` before its data is loaded. */
export interface TrainingRequest extends Omit<Training, 'data'> {
  /** Reads, checks and loads the data. */
  readonly load: () => LoadedDataset;
  /** The same for the data of validation. */
  readonly loadValidation: (() => LoadedDataset) | undefined;
  /** Measures loss and metrics on the data of validation. */
  readonly validate: (validation: LoadedDataset) => Promise<Measurements>;
}
