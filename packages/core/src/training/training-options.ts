import { checkOptions } from '../base/check-options.js';
import { checkSignal } from '../base/check-signal.js';
import { checkSize } from '../base/check-size.js';
import type { DataType } from '../base/data-type.js';
import { describeValue } from '../base/describe-value.js';
import { NnfError } from '../base/errors.js';
import { isPositive } from '../base/finite.js';
import { invalidArgument } from '../base/invalid-argument.js';
import type { Dataset } from './dataset.js';
import type { LearningRate } from './learning-rate.js';
import type { Measurements } from './measurements.js';

/** The options of `train`. */
export interface TrainingOptions {
  /** The step size: a number above 0, or a function of epoch and step. */
  readonly learningRate: LearningRate;
  /** The maximum number of epochs. Default: no maximum; then `lossThreshold` is required. */
  readonly epochs?: number | undefined;
  /** Ends training after an epoch whose mean loss is at most this. Default: none. */
  readonly lossThreshold?: number | undefined;
  /** Ends training after an epoch whose mean loss is above the previous one. Default: false. */
  readonly stopWhenLossRises?: boolean | undefined;
  /** Samples per batch, 1 or more, limited to the number of samples. Default: 32. */
  readonly batchSize?: number | undefined;
  /** Whether each epoch takes the samples in a new random order, derived from the network's seed. Default: false. */
  readonly shuffle?: boolean | undefined;
  /** Samples to measure, but not train on, after each epoch. Default: none. */
  readonly validation?: Dataset | undefined;
  /** Aborts training: the loop throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** The options of `fit`. */
export interface FitOptions extends TrainingOptions {
  /** Called after each epoch with its report. The next epoch waits for the promise that it may return. Default: none. */
  readonly onEpoch?: ((report: EpochReport) => void | Promise<void>) | undefined;
}

/** The report of an epoch. Loss and metrics of each batch are measured before its update. */
export interface EpochReport extends Measurements {
  /** The epoch, counted from 0 in each call of `train`. */
  readonly epoch: number;
  /** The loss of the last sample in the epoch's order. */
  readonly lastSampleLoss: number;
  /** The duration of the epoch in seconds, without validation. */
  readonly seconds: number;
  /** Loss and metrics of the validation samples after the epoch, if the options have any. */
  readonly validation?: Measurements;
}

/**
 * @param method the method that takes the options; only `fit` takes `onEpoch`
 * @param dataType the program's number type, in which the learning rate must be above 0 and finite
 * @throws NnfError `INVALID_ARGUMENT` for an invalid option, `UNKNOWN_NAME` for an unknown option
 */
export function checkTrainingOptions(method: 'train' | 'fit', options: FitOptions, dataType: DataType): void {
  if (typeof options !== 'object' || options === null) {
    throw new NnfError(
      'INVALID_ARGUMENT',
      `${method}: expected options such as { epochs: 10, learningRate: 0.01 }, got ${describeValue(options)}`,
    );
  }
  const { learningRate, epochs, lossThreshold, batchSize, signal, shuffle, stopWhenLossRises, validation, onEpoch } =
    options;
  const known = { learningRate, epochs, lossThreshold, stopWhenLossRises, batchSize, shuffle, validation, signal };
  if (method === 'fit') checkOptions(method, options, { ...known, onEpoch });
  else checkOptions<TrainingOptions>(method, options, known);
  if (typeof learningRate !== 'function' && !isPositive(learningRate, dataType)) {
    const expected = `a number above 0 and finite in ${dataType}, or a function of { epoch, step }`;
    throw invalidArgument(`${method}: learningRate`, learningRate, expected);
  }
  if (epochs !== undefined) checkSize(epochs, `${method}: epochs`);
  if (batchSize !== undefined) checkSize(batchSize, `${method}: batchSize`);
  if (lossThreshold !== undefined && !Number.isFinite(lossThreshold)) {
    throw invalidArgument(`${method}: lossThreshold`, lossThreshold, 'a finite number');
  }
  if (epochs === undefined && lossThreshold === undefined) {
    throw new NnfError('INVALID_ARGUMENT', `${method}: expected epochs or lossThreshold, to end training`);
  }
  for (const [name, value] of Object.entries({ shuffle, stopWhenLossRises })) {
    if (value !== undefined && typeof value !== 'boolean') {
      throw invalidArgument(`${method}: ${name}`, value, 'true or false');
    }
  }
  checkSignal(signal, method);
  if (onEpoch !== undefined && typeof onEpoch !== 'function') {
    throw invalidArgument(`${method}: onEpoch`, onEpoch, 'a function');
  }
}
