import type { DataType } from '../base/data-type.js';
import { NnfError } from '../base/errors.js';
import { nonFiniteIn } from '../base/finite.js';
import { invalidArgument } from '../base/invalid-argument.js';
import { isNumberArray, type NumberArray } from '../base/number-array.js';
import { mul } from '../expression/expression.js';
import type { Tensor } from '../plan/plan-builder.js';
import { constants, map, reduceSum } from '../plan/tensor.js';

/**
 * Multiplies the loss of each sample, `[batch, 1]`, by the weight of its class: loss · Σⱼ tⱼ · weightⱼ for one-hot targets t.
 *
 * @param target `[batch, classes]`
 */
export function weighLosses(losses: Tensor, target: Tensor, weights: readonly number[] | NumberArray): Tensor {
  const ofSample = reduceSum(map(mul, target, constants(target, [weights])), 'columns');
  return map(mul, losses, ofSample);
}

/**
 * @throws NnfError `INVALID_ARGUMENT` unless there is one number of 0 or more per class, finite in the data type, for two
 * classes or more
 */
export function checkClassWeights(
  weights: readonly number[] | NumberArray | undefined,
  classes: number,
  dataType: DataType = 'float64',
): void {
  if (weights === undefined) return;
  if (!Array.isArray(weights) && !isNumberArray(weights)) {
    throw invalidArgument('createNetwork: classWeights', weights, 'an array with one number per class');
  }
  if (classes < 2 || weights.length !== classes) {
    const hint = classes < 2 ? '; for two classes, use two outputs with softmax and cross-entropy' : '';
    throw new NnfError(
      'INVALID_ARGUMENT',
      `createNetwork: classWeights has ${weights.length} numbers, expected one per output, for 2 outputs or more; ` +
        `there are ${classes}${hint}`,
    );
  }
  for (const [i, weight] of weights.entries()) {
    if (typeof weight === 'number' && weight >= 0 && nonFiniteIn([weight], dataType) < 0) continue;
    throw invalidArgument(
      `createNetwork: classWeights[${i}]`,
      weight,
      `a number of 0 or more and finite in ${dataType}`,
    );
  }
}
