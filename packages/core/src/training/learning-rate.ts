import type { DataType } from '../base/data-type.js';
import { nonFiniteIn } from '../base/finite.js';
import { invalidArgument } from '../base/invalid-argument.js';

/** The time of an update. Both numbers count from 0 in each call of `train`. */
export interface TrainingMoment {
  /** The number of epochs before it. */
  readonly epoch: number;
  /** The number of updates before it. */
  readonly step: number;
}

/**
 * The step size: a number above 0, or a schedule, a function of the moment that returns a number of 0 or more.
 *
 * @example
 * network.train(data, { epochs: 30, learningRate: ({ epoch }) => 0.1 * 0.5 ** Math.floor(epoch / 10) });
 */
export type LearningRate = number | ((moment: TrainingMoment) => number);

/** @throws NnfError `INVALID_ARGUMENT` when a schedule does not return a number of 0 or more, finite in the data type */
export function learningRateAt(learningRate: LearningRate, moment: TrainingMoment, dataType: DataType): number {
  if (typeof learningRate === 'number') return learningRate;
  const rate: unknown = learningRate(moment);
  if (typeof rate === 'number' && rate >= 0 && nonFiniteIn([rate], dataType) < 0) return rate;
  const { epoch, step } = moment;
  throw invalidArgument(
    `train: learningRate at epoch ${epoch}, step ${step}`,
    rate,
    `a number of 0 or more and finite in ${dataType}`,
  );
}
