import { NnfError } from './errors.js';

/**
 * Refuses options that there are not: a misspelt one would otherwise count as left out, in silence.
 *
 * @param where whose options they are, for the error: `createNetwork`
 * @param known an object with a property for each option that there is; TypeScript refuses one that lacks any
 * @throws NnfError `UNKNOWN_NAME` naming the option and those that there are
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
    `${where}: there is no option '${unknown}'; there are ${Object.keys(known).join(', ')}`,
  );
}
