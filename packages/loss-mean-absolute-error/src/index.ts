import {
  abs,
  defineLoss,
  div,
  type Loss,
  map,
  meanAbsoluteError as meanAbsoluteErrorMetric,
  reduceSum,
  rSquared,
  sub,
} from '@nnf/core';

/**
 * Mean absolute error: the mean over the outputs of |p − t|, for predictions p and targets t, `[batch, outputs]`, in the
 * targets' unit (Goodfellow, Bengio, Courville, *Deep Learning*, §6.2.1.2). Its best constant prediction is the targets'
 * median, which a few outliers do not move. Its gradient is sign(p − t) / outputs, 0 where they are equal.
 *
 * This is the loss. Core's metric of the same name measures the same.
 *
 * @example
 * const output = new OutputLayer(1, identity, meanAbsoluteError, { weights: xavier, biases: zeros });
 */
export const meanAbsoluteError: Loss = /* @__PURE__ */ defineLoss('mean-absolute-error', {
  forward: (prediction, target) => {
    const [, outputs] = target.shape;
    const errors = map((p, t) => abs(sub(p, t)), prediction.value, target);
    return map((sum) => div(sum, outputs), reduceSum(errors, 'columns'));
  },
  metrics: [meanAbsoluteErrorMetric, rSquared],
});
