import { NnfError } from './errors.js';
import type { Tensor } from './plan-builder.js';

/**
 * @param what the plugin, for errors: `activation 'swish'`
 * @throws NnfError `INVALID_PLUGIN` unless the definition is an object with functions under all the names
 */
export function checkFunctions(what: string, definition: object, names: readonly string[]): void {
  if (typeof definition !== 'object' || definition === null) {
    throw new NnfError(
      'INVALID_PLUGIN',
      `${what}: its definition is ${String(definition)}, expected an object with ${names.join(', ')}`,
    );
  }
  const parts = new Map(Object.entries(definition));
  const missing = names.find((name) => typeof parts.get(name) !== 'function');
  if (missing !== undefined) {
    throw new NnfError('INVALID_PLUGIN', `${what}: ${missing} is ${String(parts.get(missing))}, expected a function`);
  }
}

/**
 * What a plugin's function returned, if it is a tensor.
 *
 * @param what the plugin and its function: `loss 'huber', forward`
 * @throws NnfError `INVALID_PLUGIN` for anything else
 */
export function checkTensor(value: Tensor, what: string): Tensor {
  if (typeof value === 'object' && value !== null && 'shape' in value && 'builder' in value) return value;
  throw new NnfError(
    'INVALID_PLUGIN',
    `${what} returned ${String(value)}, expected a tensor made with map, matmul, reduceSum, …`,
  );
}
