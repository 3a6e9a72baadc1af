import {
  type Activation,
  defineActivation,
  div,
  exp,
  log,
  map,
  reduceMax,
  reduceSum,
  stopGradient,
  sub,
  type Tensor,
} from '@nnf/core';

/**
 * softmax(x)ⱼ = eˣʲ / Σₖ eˣᵏ over each row, `[batch, classes]`: the probabilities of mutually exclusive classes
 * (Goodfellow, Bengio, Courville, *Deep Learning*, §6.2.2.3). The row's maximum is subtracted first, which changes
 * nothing and keeps every power at or below 1 (ibid., §4.1). It provides log p = x − max − log Σ e^(x − max), so that a
 * cross-entropy loss is finite and exact for any logits.
 *
 * Of one number it is always 1, so `createNetwork` throws `TOO_FEW_OUTPUTS` for a layer of one output.
 *
 * @example
 * const output = new OutputLayer(10, softmax, crossEntropy);
 */
export const softmax: Activation = /* @__PURE__ */ defineActivation('softmax', {
  range: [0, 1],
  normalized: true,
  forward: (x) => {
    const powers = map(exp, shifted(x));
    return map(div, powers, reduceSum(powers, 'columns'));
  },
  log: (x) => {
    const centered = shifted(x);
    return map((c, sum) => sub(c, log(sum)), centered, reduceSum(map(exp, centered), 'columns'));
  },
});

/** x − max(x). No gradient flows through the maximum: the result does not depend on it. */
function shifted(x: Tensor): Tensor {
  return map((value, largest) => sub(value, stopGradient(largest)), x, reduceMax(x, 'columns'));
}
