import {
  type Activation,
  add,
  div,
  type Expression,
  elementwise,
  exp,
  max,
  min,
  mul,
  NnfError,
  sigmoid,
  square,
} from '@nnf/core';
import { normalProbability } from './normal-probability.js';

/** The formula: exact, by the error function, or approximate, by the hyperbolic tangent. */
export type GeluForm = 'erf' | 'tanh';

/**
 * gelu(x) = x · Φ(x), with Φ(x) = ½ · (1 + erf(x / √2)) the probability that a standard normal number is below x
 * (Hendrycks and Gimpel, *Gaussian error linear units*, 2016). Its derivative is Φ(x) + x · φ(x), φ being the normal
 * density. `[batch, columns]` to `[batch, columns]`.
 *
 * Form `erf` computes this to the last bits of float64. Form `tanh` is the paper's approximation,
 * ½ · x · (1 + tanh(√(2/π) · (x + 0.044715 · x³))): within 5e-4 of it, and cheaper. Models such as GPT-2 use it.
 *
 * @param form the formula. Default: `erf`
 * @throws NnfError `INVALID_ARGUMENT` for another form
 * @example
 * const hidden = new HiddenLayer(10, gelu(), { weights: he, biases: zeros });
 */
export function gelu(form: GeluForm = 'erf'): Activation {
  if (form !== 'erf' && form !== 'tanh') {
    throw new NnfError('INVALID_ARGUMENT', `gelu: form is ${String(form)}, expected 'erf' or 'tanh'`);
  }
  const options = { form };
  if (form === 'tanh') return elementwise('gelu', (x) => mul(x, nearNormalProbability(x)), { options });
  return elementwise('gelu', (x) => mul(x, normalProbability(x)), {
    options,
    derivative: (x) => add(normalProbability(x), mul(x, normalDensity(x))),
  });
}

/** ½ · (1 + tanh u) as sigmoid(2u), which keeps its digits far below 0. */
function nearNormalProbability(x: Expression): Expression {
  // Beyond 40 it is 0 or 1, and so is its derivative's factor; the cube of a large number would overflow.
  const near = max(min(x, 40), -40);
  return sigmoid(mul(2 * Math.sqrt(2 / Math.PI), mul(near, add(1, mul(0.044715, square(near))))));
}

/** φ(x) = e^(−x²/2) / √(2π); 0 beyond 40, where its square need not be computed. */
function normalDensity(x: Expression): Expression {
  const near = max(min(x, 40), -40);
  return div(exp(mul(-0.5, square(near))), Math.sqrt(2 * Math.PI));
}
