import { describeValue } from './describe-value.js';
import { NnfError } from './errors.js';
import { printable } from './printable.js';

/**
 * Rejects unknown options. Otherwise a misspelt option would be ignored silently.
 *
 * @param where the function that takes the options, for the error: `createNetwork`
 * @param known an object with a property for each known option; it does not compile when one is missing
 * @throws NnfError `UNKNOWN_NAME` with the unknown option and the known ones, `INVALID_ARGUMENT` for a value that is not an
 * object of options, such as a number or a signal
 * @example
 * function noise(options: { readonly deviation?: number } = {}): Layer {
 *   const { deviation = 1 } = options;
 *   checkOptions('noise', options, { deviation });
 *   …
 * }
 */
export function checkOptions<T extends object>(
  where: string,
  options: T,
  known: { readonly [name in keyof T]-?: unknown },
): void {
  const names = Object.keys(known);
  if (!isOptions(options, names)) {
    throw new NnfError(
      'INVALID_ARGUMENT',
      `${where}: expected an object with ${names.join(', ')}, got ${describeValue(options)}`,
    );
  }
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(known, name));
  if (unknown === undefined) return;
  throw new NnfError(
    'UNKNOWN_NAME',
    `${where}: unknown option '${printable(unknown)}', expected one of ${names.join(', ')}`,
  );
}

/** An array or an instance of a class has options only if one of the names is known; otherwise it would be ignored. */
function isOptions(value: unknown, names: readonly string[]): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  const isPlain = prototype === null || Object.getPrototypeOf(prototype) === null;
  return isPlain || names.some((name) => name in value);
}
