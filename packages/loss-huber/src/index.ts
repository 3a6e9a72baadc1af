import {
  abs,
  defineLoss,
  div,
  type Loss,
  map,
  meanAbsoluteError,
  min,
  mul,
  NnfError,
  reduceSum,
  rSquared,
  sub,
} from '@nnf/core';

/**
 * The Huber loss: the mean over the outputs of ½ · d² where |d| ≤ delta and of delta · (|d| − ½ · delta) elsewhere, with
 * d = p − t for predictions p and targets t, `[batch, outputs]` (Huber, *Robust estimation of a location parameter*, Annals
 * of Mathematical Statistics 35(1), 1964). An outlier pulls no harder than an error of delta: the gradient is d,
 * clamped from −delta to delta, divided by the number of outputs.
 *
 * @param delta the error from which the loss grows linearly, in the targets' unit: above 0. Default: 1
 * @throws NnfError `INVALID_ARGUMENT` for another delta
 * @example
 * const output = new OutputLayer(1, identity, huber(1.5), { weights: xavier, biases: zeros });
 */
export function huber(delta = 1): Loss {
  if (!(delta > 0 && delta < Number.POSITIVE_INFINITY)) {
    throw new NnfError('INVALID_ARGUMENT', `huber: delta is ${String(delta)}, expected a number above 0`);
  }
  return defineLoss('huber', {
    options: { delta },
    forward: (prediction, target) => {
      const [, outputs] = target.shape;
      const errors = map(
        (p, t) => {
          const distance = abs(sub(p, t));
          // With c = min(|d|, delta), both formulas are c · (|d| − ½ · c): no large number is squared.
          const near = min(distance, delta);
          return mul(near, sub(distance, mul(0.5, near)));
        },
        prediction.value,
        target,
      );
      return map((sum) => div(sum, outputs), reduceSum(errors, 'columns'));
    },
    metrics: [meanAbsoluteError, rSquared],
  });
}
