import { add, checkOptions, defineOptimizer, mul, NnfError, type Optimizer, sub } from '@nnf/core';

/** Options of momentum. */
export interface MomentumOptions {
  /** The velocity's decay rate: 0 or more and below 1. Default: 0.9. */
  readonly momentum?: number;
  /** Whether to use Nesterov's momentum: the gradient as if measured where the velocity leads. Default: false. */
  readonly nesterov?: boolean;
  /** L2 regularization: adds weightDecay · weight to the gradient. 0 or more; biases have none. Default: 0. */
  readonly weightDecay?: number;
}

/**
 * Gradient descent with momentum: v ← μ·v + g, parameter ← parameter − learning rate · v; with Nesterov's, − learning rate
 * · (g + μ·v). g is the gradient, for weights with weightDecay · weight added; v starts at 0 (Sutskever et al., *On the
 * importance of initialization and momentum in deep learning*, ICML 2013; the form is PyTorch's `SGD`).
 *
 * @throws NnfError `INVALID_ARGUMENT` for options out of their range or a value that is not an object of options,
 * `UNKNOWN_NAME` for an unknown one
 * @example
 * const network = await createNetwork(layers, { backend, optimizer: momentum({ momentum: 0.9, nesterov: true }) });
 */
export function momentum(options: MomentumOptions = {}): Optimizer {
  const { momentum: mu = 0.9, nesterov = false, weightDecay = 0 } = options ?? {};
  const all = { momentum: mu, nesterov, weightDecay };
  checkOptions('momentum', options, all);
  if (!(typeof mu === 'number' && mu >= 0 && mu < 1)) {
    throw new NnfError('INVALID_ARGUMENT', `momentum: momentum is ${String(mu)}, expected a number from 0 and below 1`);
  }
  if (!(typeof weightDecay === 'number' && weightDecay >= 0 && weightDecay < Number.POSITIVE_INFINITY)) {
    throw new NnfError(
      'INVALID_ARGUMENT',
      `momentum: weightDecay is ${String(weightDecay)}, expected a number of 0 or more`,
    );
  }
  if (typeof nesterov !== 'boolean') {
    throw new NnfError('INVALID_ARGUMENT', `momentum: nesterov is ${String(nesterov)}, expected true or false`);
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
