import { describeValue } from '../base/describe-value.js';
import { NnfError } from '../base/errors.js';
import type { Tensor } from './plan-builder.js';

/** Whether the value is a tensor, of this copy of core or another. */
export function isTensor(value: unknown): value is Tensor {
  return typeof value === 'object' && value !== null && 'shape' in value && 'builder' in value;
}

/**
 * Checks that a plugin's function returned a tensor, and returns it.
 *
 * @param what the plugin and its function: `loss 'huber', forward`
 * @throws NnfError `INVALID_PLUGIN` for any other value
 */
export function checkTensor(value: Tensor, what: string): Tensor {
  if (isTensor(value)) return value;
  throw new NnfError(
    'INVALID_PLUGIN',
    `${what} returned ${describeValue(value)}, expected a tensor made with map, matmul, reduceSum, …`,
  );
}
