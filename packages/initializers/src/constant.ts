import { defineInitializer, type Initializer, NnfError } from '@nnf/core';

/**
 * Sets every element to the same number. The original's `constant`, for biases, is `constant(0.1)`.
 *
 * @throws NnfError `INVALID_ARGUMENT` for a value that is not a finite number
 * @example
 * layer.setBiases(constant(0.1));
 */
export function constant(value: number): Initializer {
  if (!Number.isFinite(value)) {
    throw new NnfError('INVALID_ARGUMENT', `constant: value is ${String(value)}, expected a finite number`);
  }
  return filled('constant', value, { value });
}

/**
 * Sets every element to 0, the usual start for biases. Weights of 0 would keep all neurons of a layer alike.
 *
 * @example
 * layer.setBiases(zeros);
 */
export const zeros: Initializer = /* @__PURE__ */ filled('zeros', 0);

/**
 * Sets every element to 1. The original calls it `one`.
 *
 * @example
 * layer.setWeights(ones);
 */
export const ones: Initializer = /* @__PURE__ */ filled('ones', 1);

function filled(name: string, value: number, options?: Readonly<Record<string, number>>): Initializer {
  return defineInitializer(name, {
    ...(options && { options }),
    elementwise: true,
    fill: ({ rows, columns }) => new Float64Array(rows * columns).fill(value),
  });
}
