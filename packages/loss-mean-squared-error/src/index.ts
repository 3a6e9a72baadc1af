import { defineLoss, div, type Loss, map, meanAbsoluteError, reduceSum, rSquared, square, sub } from '@nnf/core';

/**
 * Mean squared error: the mean over the outputs of (p − t)², for predictions p and targets t, `[batch, outputs]`
 * (Goodfellow, Bengio, Courville, *Deep Learning*, §5.1.4). In the square of the targets' unit. Its gradient is
 * 2 · (p − t) / outputs.
 *
 * @example
 * const output = new OutputLayer(1, identity, meanSquaredError);
 */
export const meanSquaredError: Loss = /* @__PURE__ */ defineLoss('mean-squared-error', {
  forward: (prediction, target) => {
    const [, outputs] = target.shape;
    const squares = map((p, t) => square(sub(p, t)), prediction.value, target);
    return map((sum) => div(sum, outputs), reduceSum(squares, 'columns'));
  },
  metrics: [meanAbsoluteError, rSquared],
});
