import { NnfError } from '../base/errors.js';
import { add, div, max, min, mul, sqrt, square } from '../expression/expression.js';
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

/** @throws NnfError `INVALID_ARGUMENT` unless it has exactly one limit, a finite number above 0 */
export function checkGradientLimit(limit: GradientLimit | undefined): void {
  if (limit === undefined) return;
  const { value, norm } = limit;
  const size = value ?? norm ?? 0;
  if ((value === undefined || norm === undefined) && size > 0 && size < Number.POSITIVE_INFINITY) return;
  throw new NnfError(
    'INVALID_ARGUMENT',
    `createNetwork: clip is ${JSON.stringify(limit)}, expected { value } or { norm } with a number above 0`,
  );
}
