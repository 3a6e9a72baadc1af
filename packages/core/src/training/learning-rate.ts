import { NnfError } from '../base/errors.js';

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

/** @throws NnfError `INVALID_ARGUMENT` when a schedule does not return a finite number of 0 or more */
export function learningRateAt(learningRate: LearningRate, moment: TrainingMoment): number {
  if (typeof learningRate === 'number') return learningRate;
  const rate = learningRate(moment);
  if (rate >= 0 && rate < Number.POSITIVE_INFINITY) return rate;
  throw new NnfError(
    'INVALID_ARGUMENT',
    `train: learningRate at epoch ${moment.epoch}, step ${moment.step} is ${String(rate)}, expected a number of 0 or more`,
  );
}
