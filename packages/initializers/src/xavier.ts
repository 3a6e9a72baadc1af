import { defineInitializer, type Initializer } from '@nnf/core';
import { symmetricValues } from './symmetric-values.js';

/**
 * Uniform in [−√(6 / (fanIn + fanOut)), √(6 / (fanIn + fanOut))), fanIn and fanOut being the layer's numbers of inputs
 * and neurons: mean 0, variance 2 / (fanIn + fanOut), a compromise between keeping the variance of activations forward
 * and of gradients backward (Glorot and Bengio, *Understanding the difficulty of training deep feedforward neural
 * networks*, AISTATS 2010, eq. 16). For biases, the same.
 *
 * The original's `xavier` is N(0, 1) / √fanOut.
 *
 * @example
 * layer.setWeights(xavier);
 */
export const xavier: Initializer = /* @__PURE__ */ defineInitializer('xavier', {
  elementwise: true,
  fill: (shape, random) => symmetricValues(shape, random, Math.sqrt(6 / (shape.fanIn + shape.fanOut))),
});
