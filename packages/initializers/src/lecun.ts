import { defineInitializer, type Initializer } from '@nnf/core';
import { symmetricValues } from './symmetric-values.js';

/**
 * Uniform in [−√(3 / fanIn), √(3 / fanIn)), fanIn being the number of inputs of each neuron: mean 0, variance 1 / fanIn,
 * so that a neuron's sum has variance 1 when its inputs do (LeCun et al., *Efficient BackProp*, 1998, §4.6). For biases, the same.
 *
 * The original's `lecun` is uniform between −√(1 / fanIn) and √(1 / fanIn), a third of that variance; its biases are
 * N(0, 1 / fanOut).
 *
 * @example
 * layer.setWeights(lecun);
 */
export const lecun: Initializer = /* @__PURE__ */ defineInitializer('lecun', {
  elementwise: true,
  fill: (shape, random) => symmetricValues(shape, random, Math.sqrt(3 / shape.fanIn)),
});
