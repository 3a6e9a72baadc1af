import { checkOptions } from '../base/check-options.js';
import { checkSize } from '../base/check-size.js';
import { NnfError } from '../base/errors.js';
import { invalidArgument } from '../base/invalid-argument.js';
import type { Dataset } from './dataset.js';
import type { LearningRate } from './learning-rate.js';
import type { Measurements } from './measurements.js';

/** How a network is trained. */
export interface TrainingOptions {
  /** How far a step goes along the gradient; above 0, or a function of epoch and step. */
  readonly learningRate: LearningRate;
  /** Epochs at the most; without end when left out, so that `lossThreshold` must be given. */
  readonly epochs?: number | undefined;
  /** Ends training once the epoch's mean loss is at or below it. */
  readonly lossThreshold?: number | undefined;
  /** Ends training once an epoch's mean loss is above the one before. */
  readonly stopWhenLossRises?: boolean | undefined;
  /** Samples per update, 1 or more; more than there are counts as all. 32 when left out. */
  readonly batchSize?: number | undefined;
  /** Whether each epoch takes the samples in a new random order, from the network's seed. */
  readonly shuffle?: boolean | undefined;
  /** Samples to be measured after each epoch and not learned from. */
  readonly validation?: Dataset | undefined;
  /** Ends training at once: the loop throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** What an epoch of training came to. Loss and metrics are measured on each batch before its update. */
export interface EpochReport extends Measurements {
  /** Counted from 0 in each call of `train`. */
  readonly epoch: number;
  /** The loss of the last sample of the epoch's order. */
  readonly lastSampleLoss: number;
  /** How long the epoch took, without its validation. */
  readonly seconds: number;
  /** What was measured on the validation samples after the epoch, where the options have some. */
  readonly validation?: Measurements;
}

/**
 * @throws NnfError `INVALID_ARGUMENT` naming the option, what it is and what it may be; `UNKNOWN_NAME` for an option that
 * there is not
 */
export function checkTrainingOptions(options: TrainingOptions): void {
  if (typeof options !== 'object' || options === null) {
    throw new NnfError(
      'INVALID_ARGUMENT',
      `train: expected options such as { epochs: 10, learningRate: 0.01 }, got ${String(options)}`,
    );
  }
  const { learningRate, epochs, lossThreshold, batchSize, signal, shuffle, stopWhenLossRises, validation } = options;
  const known = { learningRate, epochs, lossThreshold, stopWhenLossRises, batchSize, shuffle, validation, signal };
  checkOptions('train', options, known);
  const isRate = typeof learningRate === 'number' && learningRate > 0 && learningRate < Number.POSITIVE_INFINITY;
  if (typeof learningRate !== 'function' && !isRate) {
    throw invalidArgument('train: learningRate', learningRate, 'a number above 0 or a function of { epoch, step }');
  }
  if (epochs !== undefined) checkSize(epochs, 'train: epochs');
  if (batchSize !== undefined) checkSize(batchSize, 'train: batchSize');
  if (lossThreshold !== undefined && !Number.isFinite(lossThreshold)) {
    throw invalidArgument('train: lossThreshold', lossThreshold, 'a number');
  }
  if (epochs === undefined && lossThreshold === undefined) {
    throw new NnfError('INVALID_ARGUMENT', 'train: nothing ends it; give epochs, lossThreshold, or both');
  }
  for (const [name, value] of Object.entries({ shuffle, stopWhenLossRises })) {
    if (value !== undefined && typeof value !== 'boolean') {
      throw invalidArgument(`train: ${name}`, value, 'true or false');
    }
  }
  if (signal !== undefined && typeof signal?.throwIfAborted !== 'function') {
    throw new NnfError('INVALID_ARGUMENT', 'train: signal is not an AbortSignal; use new AbortController().signal');
  }
}
