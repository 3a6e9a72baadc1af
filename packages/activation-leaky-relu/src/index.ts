import { type Activation, elementwise, gt, mul, NnfError, where } from '@nnf/core';

/**
 * leakyRelu(x) = x above 0, and slope · x at 0 and below: a rectified linear unit that also learns from negative
 * inputs (Maas, Hannun, Ng, *Rectifier nonlinearities improve neural network acoustic models*, ICML 2013). Its
 * derivative is 1 above 0, and the slope at 0 and below. `[batch, columns]` to `[batch, columns]`.
 *
 * @param slope from 0 to 1. Default: 0.01, as in the paper
 * @throws NnfError `INVALID_ARGUMENT` for another slope
 * @example
 * const hidden = new HiddenLayer(10, leakyRelu(), { weights: he, biases: zeros });
 */
export function leakyRelu(slope = 0.01): Activation {
  if (!(slope >= 0 && slope <= 1)) {
    throw new NnfError('INVALID_ARGUMENT', `leakyRelu: slope is ${String(slope)}, expected a number from 0 to 1`);
  }
  return elementwise('leaky-relu', (x) => where(gt(x, 0), x, mul(slope, x)), { options: { slope } });
}
