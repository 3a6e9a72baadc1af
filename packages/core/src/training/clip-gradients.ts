import { checkOptions } from '../base/check-options.js';
import { isPositive } from '../base/finite.js';
import { invalidArgument } from '../base/invalid-argument.js';
import { add, div, max, min, mul, sqrt, square } from '../expression/expression.js';
import type { DataType } from '../plan/backend.js';
import type { Tensor } from '../plan/plan-builder.js';
import { map, reduceSum } from '../plan/tensor.js';

/** A limit of gradients: for each element, or for the norm of all gradients together. */
export type GradientLimit =
  | {
      /** Clips each element to between −value and value; above 0. */
      readonly value: number;
      /** Excluded by `value`. */
      readonly norm?: never;
    }
  | {
      /** Scales all gradients so that √(Σ g²) over all their elements is at most this; above 0. */
      readonly norm: number;
      /** Excluded by `norm`. */
      readonly value?: never;
    };

/**
 * Clips gradients: each element to between −value and value, or all of them by the factor min(1, norm / √(Σ g²)), with the
 * sum over every element of every parameter (Pascanu et al., *On the difficulty of training recurrent neural networks*,
 * ICML 2013, algorithm 1).
 */
export function clipGradients(gradients: readonly Tensor[], limit: GradientLimit | undefined): readonly Tensor[] {
  const [first] = gradients;
  if (!limit || !first) return gradients;
  const { builder } = first;
  return builder.within('gradient clipping', () => {
    const { value, norm } = limit;
    if (value !== undefined) return gradients.map((gradient) => map((g) => max(min(g, value), -value), gradient));
    const squares = gradients.map((gradient) => reduceSum(map(square, gradient), 'both'));
    const total = squares.reduce((sum, part) => map(add, sum, part));
    const scale = map((sum) => min(div(norm, sqrt(sum)), 1), total);
    return gradients.map((gradient) => map(mul, gradient, scale));
  });
}

/**
 * @throws NnfError `INVALID_ARGUMENT` unless it has exactly one limit, a number above 0 and finite in the data type;
 * `UNKNOWN_NAME` for another property
 */
export function checkGradientLimit(limit: GradientLimit | undefined, dataType: DataType = 'float64'): void {
  if (limit === undefined) return;
  // Plain JavaScript may pass null.
  const { value, norm } = limit ?? {};
  if ((value === undefined) === (norm === undefined)) {
    throw invalidArgument('createNetwork: clip', limit, '{ value } or { norm } with a number above 0');
  }
  checkOptions('createNetwork: clip', limit, { value, norm });
  if (isPositive(value ?? norm, dataType)) return;
  const name = value === undefined ? 'norm' : 'value';
  throw invalidArgument(`createNetwork: clip.${name}`, value ?? norm, `a number above 0 and finite in ${dataType}`);
}
