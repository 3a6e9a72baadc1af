import { mul, sub } from '../expression/expression.js';
import { defineOptimizer, type Optimizer } from './optimizer.js';

/**
 * Plain gradient descent: parameter ← parameter − learning rate · gradient (Goodfellow, Bengio, Courville, *Deep
 * Learning*, §8.3.1). It is the default optimizer.
 *
 * @example
 * const network = await createNetwork(layers, { backend, optimizer: gradientDescent });
 */
export const gradientDescent: Optimizer = /* @__PURE__ */ defineOptimizer('gradient-descent', {
  update: ({ parameter, gradient, learningRate }) => ({ parameter: sub(parameter, mul(learningRate, gradient)) }),
});
