import { accuracy, defineLoss, type Loss, map, mul, NnfError, neg, reduceSum } from '@nnf/core';

/**
 * Categorical cross-entropy: −Σⱼ tⱼ · log pⱼ over each row, for one-hot targets t and predicted probabilities p,
 * `[batch, classes]` (Goodfellow, Bengio, Courville, *Deep Learning*, §6.2.2.3). In nats: 0 when the right class has
 * probability 1, log(classes) when all classes are equally likely. Targets are from 0 to 1.
 *
 * With softmax it is computed from the logits, finite and exact for any of them. Another activation must be `normalized`;
 * without `log`, its probabilities are clamped to at least 1e-10.
 *
 * @example
 * const output = new OutputLayer(10, softmax, crossEntropy);
 */
export const crossEntropy: Loss = /* @__PURE__ */ defineLoss('cross-entropy', {
  forward: (prediction, target) => {
    if (target.shape[1] < 2) {
      throw new NnfError(
        'TOO_FEW_OUTPUTS',
        'cross-entropy is for two classes or more; for one output, use binary cross-entropy',
      );
    }
    return map(neg, reduceSum(map(mul, target, prediction.log()), 'columns'));
  },
  predictionRange: [0, 1],
  normalized: true,
  metrics: [accuracy],
  targetRange: [0, 1],
});
