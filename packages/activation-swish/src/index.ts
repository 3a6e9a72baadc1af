import { type Activation, elementwise, mul, NnfError, sigmoid } from '@nnf/core';

/**
 * swish(x) = x · sigmoid(beta · x) (Ramachandran, Zoph, Le, *Searching for activation functions*, 2017). With beta 1 it is
 * SiLU (Elfwing, Uchibe, Doya, *Sigmoid-weighted linear units for neural network function approximation in reinforcement
 * learning*, Neural Networks 107, 2018); the larger beta, the closer to ReLU. `[batch, columns]` to
 * `[batch, columns]`.
 *
 * @param beta above 0. Default: 1
 * @throws NnfError `INVALID_ARGUMENT` for another beta
 * @example
 * const hidden = new HiddenLayer(10, swish(), { weights: he, biases: zeros });
 */
export function swish(beta = 1): Activation {
  if (!(beta > 0 && beta < Number.POSITIVE_INFINITY)) {
    throw new NnfError('INVALID_ARGUMENT', `swish: beta is ${String(beta)}, expected a number above 0`);
  }
  return elementwise('swish', (x) => mul(x, sigmoid(mul(beta, x))), { options: { beta } });
}
