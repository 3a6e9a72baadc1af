import { defineInitializer, type Initializer } from '@nnf/core';
import { normalValues } from './normal-values.js';

/**
 * Normal, N(0, 1): mean 0, variance 1, whatever the layer's size.
 *
 * The same as the original's `normal_random`.
 *
 * @example
 * layer.setWeights(normalRandom);
 */
export const normalRandom: Initializer = /* @__PURE__ */ defineInitializer('normal-random', {
  elementwise: true,
  fill: (shape, random) => normalValues(shape, random, 1),
});
