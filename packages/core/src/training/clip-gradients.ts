import { checkOptions } from '../base/check-options.js';
import type { DataType } from '../base/data-type.js';
import { isPositive } from '../base/finite.js';
import { invalidArgument } from '../base/invalid-argument.js';
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
 * Elements are multiplied by this and divided by the limit of the norm before they are squared, since squares overflow: in
 * float32 from 2e19. So they may be up to 2e28 times the limit. Smaller factors would make squares of ordinary elements
 * subnormal, which is slow.
 */
const shrink = 2 ** -30;

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
    const unit = shrink / Math.min(norm, 1 / shrink);
    const squares = gradients.map((gradient) =>
      reduceSum(
        map((g) => square(mul(g, unit)), gradient),
        'both',
      ),
    );
    const total = squares.reduce((sum, part) => map(add, sum, part));
    // An infinite sum makes the scale NaN, which ends training, and not 0, which would go unnoticed.
    const scale = map((sum) => add(min(div(norm * unit, sqrt(sum)), 1), mul(sum, 0)), total);
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
