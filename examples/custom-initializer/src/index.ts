import { defineInitializer, type Initializer, NnfError } from '@nnf/core';

/**
 * Uniform in ±gain / √fanIn, where fanIn is the number of inputs of each neuron: mean 0, variance gain² / (3 · fanIn). Biases
 * are drawn in the same way (Glorot and Bengio, *Understanding the difficulty of training deep feedforward neural networks*,
 * AISTATS 2010, eq. 1; the default of PyTorch's `Linear`).
 *
 * @param gain above 0; by default, 1
 * @throws NnfError `INVALID_ARGUMENT` for another gain
 * @example
 * const hidden = new HiddenLayer(10, tanh, { weights: fanInUniform(), biases: fanInUniform() });
 */
export function fanInUniform(gain = 1): Initializer {
  if (!(gain > 0 && gain < Number.POSITIVE_INFINITY)) {
    throw new NnfError('INVALID_ARGUMENT', `fanInUniform: gain is ${String(gain)}, expected a number above 0`);
  }
  return defineInitializer('fan-in-uniform', {
    options: { gain },
    fill: ({ rows, columns, fanIn }, random) => {
      const limit = gain / Math.sqrt(fanIn);
      // Each number depends only on its row and column, whatever else is drawn.
      return random.uniforms(rows, columns).map((uniform) => limit * (2 * uniform - 1));
    },
  });
}
