import { add, checkOptions, defineOptimizer, div, mul, NnfError, type Optimizer, sqrt, square, sub } from '@nnf/core';
import { power } from './power.js';

/** Options of Adam. */
export interface AdamOptions {
  /** The decay rate of the gradient's average: 0 or more and below 1. Default: 0.9. */
  readonly beta1?: number;
  /** The decay rate of the squared gradient's average: 0 or more and below 1. Default: 0.999. */
  readonly beta2?: number;
  /** Keeps the divisor from 0: above 0. Default: 1e-8. */
  readonly epsilon?: number;
  /**
   * Decoupled weight decay (AdamW): each step subtracts learning rate · weightDecay · weight. 0 or more; biases do not decay.
   * Default: 0.
   */
  readonly weightDecay?: number;
}

/**
 * Adam: m ← β₁·m + (1 − β₁)·g, v ← β₂·v + (1 − β₂)·g², parameter ← parameter − learning rate · m̂ / (√v̂ + ε), with
 * m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ) at step t, the first being 1 (Kingma and Ba, *Adam: a method for stochastic
 * optimization*, ICLR 2015, algorithm 1). With `weightDecay`, weights are first multiplied by 1 − learning rate ·
 * weightDecay (AdamW: Loshchilov and Hutter, *Decoupled weight decay regularization*, ICLR 2019, algorithm 2). The learning
 * rate is an option of `train`.
 *
 * @throws NnfError `INVALID_ARGUMENT` for options out of their range or a value that is not an object of options,
 * `UNKNOWN_NAME` for an unknown one
 * @example
 * const network = await createNetwork(layers, { backend, optimizer: adam() });
 */
export function adam(options: AdamOptions = {}): Optimizer {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0 } = options ?? {};
  const all = { beta1, beta2, epsilon, weightDecay };
  checkOptions('adam', options, all);
  for (const [name, value] of Object.entries({ beta1, beta2 })) {
    if (!(typeof value === 'number' && value >= 0 && value < 1)) {
      throw new NnfError('INVALID_ARGUMENT', `adam: ${name} is ${String(value)}, expected a number from 0 and below 1`);
    }
  }
  if (!(typeof epsilon === 'number' && epsilon > 0 && epsilon < Number.POSITIVE_INFINITY)) {
    throw new NnfError('INVALID_ARGUMENT', `adam: epsilon is ${String(epsilon)}, expected a number above 0`);
  }
  if (!(typeof weightDecay === 'number' && weightDecay >= 0 && weightDecay < Number.POSITIVE_INFINITY)) {
    throw new NnfError(
      'INVALID_ARGUMENT',
      `adam: weightDecay is ${String(weightDecay)}, expected a number of 0 or more`,
    );
  }
  return defineOptimizer('adam', {
    options: all,
    slots: ['mean', 'square'],
    scalars: {
      meanCorrection: (step) => 1 - power(beta1, step),
      squareCorrection: (step) => Math.sqrt(1 - power(beta2, step)),
    },
    update: ({ parameter, gradient, learningRate, slots, scalars, role }) => {
      const mean = add(mul(beta1, slots.mean), mul(1 - beta1, gradient));
      const meanSquare = add(mul(beta2, slots.square), mul(1 - beta2, square(gradient)));
      const divisor = add(div(sqrt(meanSquare), scalars.squareCorrection), epsilon);
      const step = div(mul(div(learningRate, scalars.meanCorrection), mean), divisor);
      const decays = role === 'weight' && weightDecay > 0;
      const kept = decays ? mul(parameter, sub(1, mul(learningRate, weightDecay))) : parameter;
      return { parameter: sub(kept, step), mean, square: meanSquare };
    },
  });
}
