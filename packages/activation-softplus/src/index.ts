import { type Activation, div, elementwise, softplus as logOnePlusExp, mul, NnfError } from '@nnf/core';

/**
 * softplus(x) = log(1 + e^(beta · x)) / beta, a smooth rectifier, always above 0 (Dugas et al., *Incorporating
 * second-order functional knowledge for better option pricing*, NIPS 2000; Glorot, Bordes, Bengio, *Deep sparse rectifier
 * neural networks*, AISTATS 2011). Its derivative is sigmoid(beta · x). It overflows for no x, and far below 0
 * it is accurate to the last digits. `[batch, columns]` to `[batch, columns]`.
 *
 * @param beta how sharp the bend at 0 is, above 0. Default: 1
 * @throws NnfError `INVALID_ARGUMENT` for another beta
 * @example
 * const output = new OutputLayer(1, softplus(), meanSquaredError, { weights: xavier, biases: zeros });
 */
export function softplus(beta = 1): Activation {
  if (!(beta > 0 && beta < Number.POSITIVE_INFINITY)) {
    throw new NnfError('INVALID_ARGUMENT', `softplus: beta is ${String(beta)}, expected a number above 0`);
  }
  return elementwise('softplus', (x) => div(logOnePlusExp(mul(beta, x)), beta), {
    options: { beta },
    range: [0, Number.POSITIVE_INFINITY],
  });
}
