import { NnfError } from './errors.js';

/**
 * The error for an argument of a wrong value.
 *
 * @param name what it is: `train: learningRate`
 * @param expected what it may be: `a number above 0`
 */
export function invalidArgument(name: string, value: unknown, expected: string): NnfError {
  return new NnfError('INVALID_ARGUMENT', `${name} is ${String(value)}, expected ${expected}`);
}
