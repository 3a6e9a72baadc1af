import { describeValue } from './describe-value.js';
import { NnfError } from './errors.js';
import { printable } from './printable.js';

/** The most characters of a name. */
const longest = 100;

/**
 * Checks a name that is printed in tables, plans and errors.
 *
 * @param what the name, for the error: `the activation's name`
 * @throws NnfError `INVALID_PLUGIN` unless it is a text of 1 to 100 characters without line breaks and control characters
 */
export function checkName(name: string, what: string): void {
  if (typeof name === 'string' && name !== '' && name === printable(name, longest)) return;
  throw new NnfError(
    'INVALID_PLUGIN',
    `${what} is ${describeValue(name)}, expected 1 to ${longest} characters that can be printed in one line`,
  );
}
