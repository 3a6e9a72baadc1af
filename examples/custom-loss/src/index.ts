import {
  abs,
  add,
  defineLoss,
  div,
  type Loss,
  map,
  meanAbsoluteError,
  mul,
  NnfError,
  reduceSum,
  rSquared,
  softplus,
  sub,
} from '@nnf/core';

/**
 * logCosh(d) = log(cosh(d / scale)), the mean over the outputs, with d = p − t for predictions p and targets t,
 * `[batch, outputs]`: about ½ · (d / scale)² near 0 and |d| / scale − log 2 far from it (Saleh and Saleh, *Statistical
 * properties of the log-cosh loss function used in machine learning*, 2022). Its gradient is tanh(d / scale) / scale /
 * outputs.
 *
 * It is computed as |z| + softplus(−2|z|) − log 2 with z = d / scale, which does not overflow.
 *
 * @param scale the error at which one form turns into the other, in the targets' unit: above 0; by default, 1
 * @throws NnfError `INVALID_ARGUMENT` for another scale
 * @example
 * const output = new OutputLayer(1, identity, logCosh(), { weights: xavier, biases: zeros });
 */
export function logCosh(scale = 1): Loss {
  if (!(scale > 0 && scale < Number.POSITIVE_INFINITY)) {
    throw new NnfError('INVALID_ARGUMENT', `logCosh: scale is ${String(scale)}, expected a number above 0`);
  }
  return defineLoss('log-cosh', {
    options: { scale },
    forward: (prediction, target) => {
      const [, outputs] = target.shape;
      const errors = map(
        (p, t) => {
          const distance = abs(div(sub(p, t), scale));
          return sub(add(distance, softplus(mul(-2, distance))), Math.LN2);
        },
        prediction.value,
        target,
      );
      return map((sum) => div(sum, outputs), reduceSum(errors, 'columns'));
    },
    metrics: [meanAbsoluteError, rSquared],
  });
}
