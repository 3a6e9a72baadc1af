import { NnfError } from './errors.js';

/**
 * Rejects unknown options. Otherwise a misspelt option would be ignored silently.
 *
 * @param where the function that takes the options, for the error: `createNetwork`
 * @param known an object with a property for each known option; it does not compile when one is missing
 * @throws NnfError `UNKNOWN_NAME` with the unknown option and the known ones
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
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(known, name));
  if (unknown === undefined) return;
  throw new NnfError(
    'UNKNOWN_NAME',
    `${where}: unknown option '${unknown}', expected one of ${Object.keys(known).join(', ')}`,
  );
}
