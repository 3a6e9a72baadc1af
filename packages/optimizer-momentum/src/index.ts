import { add, checkOptions, defineOptimizer, mul, NnfError, type Optimizer, sub } from '@nnf/core';

/** How the momentum is made. */
export interface MomentumOptions {
  /** How much of the velocity is kept from step to step: 0 or more and below 1; 0.9 when left out. */
  readonly momentum?: number;
  /** Whether the gradient is added once more, as if measured where the velocity leads. */
  readonly nesterov?: boolean;
  /** How much of each weight is added to its gradient (L2 regularization), 0 or more; biases have none. 0 when left out. */
  readonly weightDecay?: number;
}

/**
 * Gradient descent with momentum: v ← μ·v + g, parameter ← parameter − learning rate · v; with Nesterov's, − learning rate
 * · (g + μ·v). g is the gradient, for weights with weightDecay · weight added; v is 0 at first (Sutskever et al., *On the
 * importance of initialization and momentum in deep learning*, ICML 2013; the form is PyTorch's `SGD`).
 *
 * @throws NnfError `INVALID_ARGUMENT` for options out of their range, `UNKNOWN_NAME` for one that there is not
 * @example
 * const network = await createNetwork(layers, { backend, optimizer: momentum({ momentum: 0.9, nesterov: true }) });
 */
export function momentum(options: MomentumOptions = {}): Optimizer {
  const { momentum: mu = 0.9, nesterov = false, weightDecay = 0 } = options;
  const all = { momentum: mu, nesterov, weightDecay };
  checkOptions('momentum', options, all);
  if (!(mu >= 0 && mu < 1)) {
    throw new NnfError('INVALID_ARGUMENT', `momentum: momentum is ${String(mu)}, expected a number from 0 and below 1`);
  }
  if (!(weightDecay >= 0 && weightDecay < Number.POSITIVE_INFINITY)) {
    throw new NnfError(
      'INVALID_ARGUMENT',
      `momentum: weightDecay is ${String(weightDecay)}, expected a number of 0 or more`,
    );
  }
  return defineOptimizer('momentum', {
    options: all,
    slots: ['velocity'],
    update: ({ parameter, gradient, learningRate, slots, role }) => {
      const decayed = role === 'weight' && weightDecay > 0 ? add(gradient, mul(weightDecay, parameter)) : gradient;
      const velocity = add(mul(mu, slots.velocity), decayed);
      const direction = nesterov ? add(decayed, mul(mu, velocity)) : velocity;
      return { parameter: sub(parameter, mul(learningRate, direction)), velocity };
    },
  });
}
