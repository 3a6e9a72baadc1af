import { type Activation, elementwise, mul, NnfError, sigmoid } from '@nnf/core';

/**
 * eSwish(x) = beta · x · sigmoid(x) (Alcaide, *E-swish: adjusting activations to different network depths*, 2018).
 * `[batch, columns]` to `[batch, columns]`, element by element.
 *
 * @param beta a finite number, from 1 to 2 in the paper; by default, 1.25
 * @throws NnfError `INVALID_ARGUMENT` for another beta
 * @example
 * const hidden = new HiddenLayer(10, eSwish(), { weights: he, biases: zeros });
 */
export function eSwish(beta = 1.25): Activation {
  if (!Number.isFinite(beta)) {
    throw new NnfError('INVALID_ARGUMENT', `eSwish: beta is ${String(beta)}, expected a finite number`);
  }
  return elementwise('e-swish', (x) => mul(beta, mul(x, sigmoid(x))), { options: { beta } });
}
