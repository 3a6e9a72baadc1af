import { add, checkOptions, defineOptimizer, div, mul, NnfError, type Optimizer, sqrt, square, sub } from '@nnf/core';

/** The options of `rmsProp`. */
export interface RmsPropOptions {
  /** The share of the average kept from step to step: at least 0, below 1. By default, 0.9. */
  readonly decay?: number;
  /** Added to the divisor so that it is not 0; above 0. By default, 1e-8. */
  readonly epsilon?: number;
}

/**
 * v ← decay · v + (1 − decay) · g², parameter ← parameter − learning rate · g / (√v + epsilon), where g is the gradient and v
 * starts at 0 (Tieleman and Hinton, *Lecture 6.5: divide the gradient by a running average of its recent magnitude*, Coursera,
 * 2012).
 *
 * @throws NnfError `INVALID_ARGUMENT` for options out of their range, `UNKNOWN_NAME` for an unknown option
 * @example
 * const network = await createNetwork(layers, { backend: cpu(), optimizer: rmsProp() });
 */
export function rmsProp(options: RmsPropOptions = {}): Optimizer {
  const { decay = 0.9, epsilon = 1e-8 } = options;
  checkOptions('rmsProp', options, { decay, epsilon });
  if (!(decay >= 0 && decay < 1)) {
    throw new NnfError('INVALID_ARGUMENT', `rmsProp: decay is ${String(decay)}, expected a number from 0 and below 1`);
  }
  if (!(epsilon > 0 && epsilon < Number.POSITIVE_INFINITY)) {
    throw new NnfError('INVALID_ARGUMENT', `rmsProp: epsilon is ${String(epsilon)}, expected a number above 0`);
  }
  return defineOptimizer('rms-prop', {
    options: { decay, epsilon },
    slots: ['squares'],
    update: ({ parameter, gradient, learningRate, slots }) => {
      const squares = add(mul(decay, slots.squares), mul(1 - decay, square(gradient)));
      const step = div(mul(learningRate, gradient), add(sqrt(squares), epsilon));
      return { parameter: sub(parameter, step), squares };
    },
  });
}
