import { NnfError } from '../base/errors.js';

/** When an update happens: both count from 0 in each call of `train`. */
export interface TrainingMoment {
  /** Epochs before it. */
  readonly epoch: number;
  /** Updates before it. */
  readonly step: number;
}

/**
 * How far a step goes along the gradient: a number above 0, or a function of the moment that gives one of 0 or more.
 *
 * @example
 * network.train(data, { epochs: 30, learningRate: ({ epoch }) => 0.1 * 0.5 ** Math.floor(epoch / 10) });
 */
export type LearningRate = number | ((moment: TrainingMoment) => number);

/** @throws NnfError `INVALID_ARGUMENT` when a schedule gives no finite number of 0 or more, with the moment */
export function learningRateAt(learningRate: LearningRate, moment: TrainingMoment): number {
  if (typeof learningRate === 'number') return learningRate;
  const rate = learningRate(moment);
  if (rate >= 0 && rate < Number.POSITIVE_INFINITY) return rate;
  throw new NnfError(
    'INVALID_ARGUMENT',
    `train: learningRate gave ${String(rate)} at epoch ${moment.epoch}, step ${moment.step}; expected a number of 0 or more`,
  );
}
