import { add, binaryAccuracy, defineLoss, div, type Loss, map, mul, neg, reduceSum, sub } from '@nnf/core';

/**
 * Binary cross-entropy: the mean over the outputs of −t · log p − (1 − t) · log(1 − p), for targets t from 0 to 1 and
 * predicted probabilities p, `[batch, outputs]`, each for a yes-or-no question of its own (Goodfellow, Bengio,
 * Courville, *Deep Learning*, §6.2.2.2). In nats: log 2 for a prediction of ½.
 *
 * With sigmoid it is computed from the logits, finite and exact for any of them. With another activation, p and 1 − p are
 * clamped to at least 1e-10.
 *
 * @example
 * const output = new OutputLayer(5, sigmoid, binaryCrossEntropy);
 */
export const binaryCrossEntropy: Loss = /* @__PURE__ */ defineLoss('binary-cross-entropy', {
  forward: (prediction, target) => {
    const [, outputs] = target.shape;
    const likelihood = map(
      (t, log, logComplement) => add(mul(t, log), mul(sub(1, t), logComplement)),
      target,
      prediction.log(),
      prediction.logComplement(),
    );
    return map((sum) => neg(div(sum, outputs)), reduceSum(likelihood, 'columns'));
  },
  predictionRange: [0, 1],
  metrics: [binaryAccuracy],
  targetRange: [0, 1],
});
