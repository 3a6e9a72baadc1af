import { defineInitializer, type Initializer } from '@nnf/core';

/**
 * Uniform in [0, 1): mean ½, variance 1/12. The walkthrough uses it for every weight and bias. The literature
 * does not recommend it: with only positive weights, the first outputs are large and the softmax saturates.
 *
 * The same as the original's `uniform_random`, U[0, 1).
 *
 * @example
 * layer.setWeights(uniformRandom);
 */
export const uniformRandom: Initializer = /* @__PURE__ */ defineInitializer('uniform-random', {
  elementwise: true,
  fill: ({ rows, columns }, random) => random.uniforms(rows, columns),
});
