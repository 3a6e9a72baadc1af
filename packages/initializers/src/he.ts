import { defineInitializer, type Initializer } from '@nnf/core';
import { normalValues } from './normal-values.js';

/**
 * Normal, N(0, 2 / fanIn), fanIn being the number of inputs of each neuron. It keeps the variance of activations from
 * layer to layer under ReLU (He et al., *Delving deep into rectifiers*, ICCV 2015, eq. 10). For biases, the same.
 *
 * The original's `he` has variance 2 / (fanIn · fanOut) in hidden layers, a slip: only in the output layer is it the
 * paper's. Its biases are N(0, 1 / fanOut).
 *
 * @example
 * layer.setWeights(he);
 */
export const he: Initializer = /* @__PURE__ */ defineInitializer('he', {
  elementwise: true,
  fill: (shape, random) => normalValues(shape, random, Math.sqrt(2 / shape.fanIn)),
});
