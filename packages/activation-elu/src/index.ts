import { type Activation, add, elementwise, exp, gt, min, mul, NnfError, tanh, where } from '@nnf/core';

/**
 * elu(x) = x above 0, alpha · (eˣ − 1) at 0 and below, so that a layer's mean stays near 0 (Clevert, Unterthiner,
 * Hochreiter, *Fast and accurate deep network learning by exponential linear units*, ICLR 2016, eq. 15). Its derivative is
 * 1 above 0, and alpha · eˣ at 0 and below. `[batch, columns]` to `[batch, columns]`.
 *
 * @param alpha what it approaches far below 0, negated: a number of 0 or more; 1 when left out
 * @throws NnfError `INVALID_ARGUMENT` for another alpha
 * @example
 * const hidden = new HiddenLayer(10, elu(), { weights: he, biases: zeros });
 */
export function elu(alpha = 1): Activation {
  if (!(alpha >= 0 && alpha < Number.POSITIVE_INFINITY)) {
    throw new NnfError('INVALID_ARGUMENT', `elu: alpha is ${String(alpha)}, expected a number of 0 or more`);
  }
  return elementwise(
    'elu',
    (x) => {
      // Both sides are computed, and a power of what is above 0 could overflow.
      const negative = min(x, 0);
      // eˣ − 1 = tanh(x / 2) · (eˣ + 1) keeps the digits that the difference loses near 0.
      const powerMinusOne = mul(tanh(mul(0.5, negative)), add(exp(negative), 1));
      return where(gt(x, 0), x, mul(alpha, powerMinusOne));
    },
    {
      options: { alpha },
      range: [-alpha, Number.POSITIVE_INFINITY],
      derivative: (x) => where(gt(x, 0), 1, mul(alpha, exp(min(x, 0)))),
    },
  );
}
