import { describeValue } from './describe-value.js';
import { NnfError } from './errors.js';

/**
 * The error for an invalid argument.
 *
 * @param name the function and the argument: `train: learningRate`
 * @param expected the valid values: `a number above 0`
 */
export function invalidArgument(name: string, value: unknown, expected: string): NnfError {
  return new NnfError('INVALID_ARGUMENT', `${name} is ${describeValue(value)}, expected ${expected}`);
}
