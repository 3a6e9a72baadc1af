import { NnfError } from '../base/errors.js';
import { invalidArgument } from '../base/invalid-argument.js';
import { mul } from '../expression/expression.js';
import type { Tensor } from '../plan/plan-builder.js';
import { constants, map, reduceSum } from '../plan/tensor.js';

/**
 * The loss of each sample times the weight of its class, `[batch, 1]`: with one-hot targets t, loss · Σⱼ tⱼ · weightⱼ.
 *
 * @param target `[batch, classes]`
 */
export function weighLosses(losses: Tensor, target: Tensor, weights: readonly number[]): Tensor {
  const ofSample = reduceSum(map(mul, target, constants(target, [weights])), 'columns');
  return map(mul, losses, ofSample);
}

/** @throws NnfError `INVALID_ARGUMENT` unless there is one number of 0 or more for each of several classes */
export function checkClassWeights(weights: readonly number[] | undefined, classes: number): void {
  if (weights === undefined) return;
  if (!Array.isArray(weights) || classes < 2 || weights.length !== classes) {
    throw new NnfError(
      'INVALID_ARGUMENT',
      `createNetwork: classWeights are ${String(weights?.length)}, the output layer has ${classes}; give one for each of two classes or more`,
    );
  }
  const wrong = weights.findIndex((weight) => !(weight >= 0 && weight < Number.POSITIVE_INFINITY));
  if (wrong >= 0) {
    throw invalidArgument(`createNetwork: classWeights[${wrong}]`, weights[wrong], 'a number of 0 or more');
  }
}
