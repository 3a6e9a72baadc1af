import { NnfError } from '../base/errors.js';
import { invalidArgument } from '../base/invalid-argument.js';
import { mul } from '../expression/expression.js';
import type { Tensor } from '../plan/plan-builder.js';
import { constants, map, reduceSum } from '../plan/tensor.js';

/**
 * Multiplies the loss of each sample, `[batch, 1]`, by the weight of its class: loss · Σⱼ tⱼ · weightⱼ for one-hot targets t.
 *
 * @param target `[batch, classes]`
 */
export function weighLosses(losses: Tensor, target: Tensor, weights: readonly number[]): Tensor {
  const ofSample = reduceSum(map(mul, target, constants(target, [weights])), 'columns');
  return map(mul, losses, ofSample);
}

/** @throws NnfError `INVALID_ARGUMENT` unless there is one number of 0 or more per class, for two classes or more */
export function checkClassWeights(weights: readonly number[] | undefined, classes: number): void {
  if (weights === undefined) return;
  if (!Array.isArray(weights) || classes < 2 || weights.length !== classes) {
    throw new NnfError(
      'INVALID_ARGUMENT',
      `createNetwork: classWeights has ${String(weights?.length)} numbers, expected one per output, for 2 outputs or more; there are ${classes}`,
    );
  }
  const wrong = weights.findIndex((weight) => !(weight >= 0 && weight < Number.POSITIVE_INFINITY));
  if (wrong >= 0) {
    throw invalidArgument(`createNetwork: classWeights[${wrong}]`, weights[wrong], 'a number of 0 or more');
  }
}
