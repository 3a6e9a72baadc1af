import { type Activation, add, elementwise, exp, gt, min, mul, NnfError, tanh, where } from '@nnf/core';

/**
 * elu(x) = x above 0, and alpha · (eˣ − 1) at 0 and below. It keeps a layer's mean near 0 (Clevert, Unterthiner,
 * Hochreiter, *Fast and accurate deep network learning by exponential linear units*, ICLR 2016, eq. 15). Its derivative is
 * 1 above 0, and alpha · eˣ at 0 and below. `[batch, columns]` to `[batch, columns]`.
 *
 * @param alpha its limit far below 0, negated: a number of 0 or more. Default: 1
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
      // `where` computes both sides, and the power of a large number would overflow.
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
