import { type Activation, elementwise, sigmoid as logistic, neg, softplus } from '@nnf/core';

/**
 * sigmoid(x) = 1 / (1 + e⁻ˣ), from 0 to 1, with derivative sigmoid(x) · (1 − sigmoid(x)): the probability of one of two classes
 * (Goodfellow, Bengio, Courville, *Deep Learning*, §3.10). It provides log p = −softplus(−x) and log(1 − p) = −softplus(x),
 * so that a cross-entropy loss is exact for any x.
 *
 * @example
 * const output = new OutputLayer(1, sigmoid, binaryCrossEntropy);
 */
export const sigmoid: Activation = /* @__PURE__ */ elementwise('sigmoid', (x) => logistic(x), {
  range: [0, 1],
  log: (x) => neg(softplus(neg(x))),
  logComplement: (x) => neg(softplus(x)),
});
