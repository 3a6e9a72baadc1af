import { defineLoss, map, reduceSum, square, sub } from '@nnf/core';

/** The sum of squared differences of a sample: the loss of the networks that the checks train. */
export const squaredError = /* @__PURE__ */ defineLoss('squared-error', {
  forward: ({ value }, target) =>
    reduceSum(
      map((p, t) => square(sub(p, t)), value, target),
      'columns',
    ),
  metrics: [],
});
