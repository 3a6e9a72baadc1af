import { invalidArgument } from '../base/invalid-argument.js';
import { add, div, max, min, mul, sqrt, square } from '../expression/expression.js';
import type { Tensor } from '../plan/plan-builder.js';
import { map, reduceSum } from '../plan/tensor.js';

/** How large gradients may be: every element by itself, or the length of all of them together. */
export type GradientLimit =
  | {
      /** Every element stays between −value and value; above 0. */
      readonly value: number;
      /** Only one of the two. */
      readonly norm?: never;
    }
  | {
      /** The length √(Σ g²), over all elements of all gradients, is at most this; above 0. */
      readonly norm: number;
      /** Only one of the two. */
      readonly value?: never;
    };

/**
 * Gradients within a limit: each element between −value and value; or all of them times norm / √(Σ g²) where that is below
 * 1, the sum being over every element of every parameter (Pascanu et al., *On the difficulty of training recurrent neural
 * networks*, ICML 2013, algorithm 1).
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

/** @throws NnfError `INVALID_ARGUMENT` unless it is one limit above 0 */
export function checkGradientLimit(limit: GradientLimit | undefined): void {
  if (limit === undefined) return;
  const { value, norm } = limit;
  const size = value ?? norm ?? 0;
  if ((value === undefined || norm === undefined) && size > 0 && size < Number.POSITIVE_INFINITY) return;
  throw invalidArgument('createNetwork: clip', JSON.stringify(limit), '{ value } or { norm } with a number above 0');
}
