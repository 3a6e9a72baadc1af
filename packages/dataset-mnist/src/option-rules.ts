import { checkOptions, NnfError } from '@nnf/core';

/** The values that an option may have. It may also be left out. */
export interface Rule {
  /** In words, for the error. */
  readonly expected: string;
  fits(value: unknown): boolean;
}

/** A rule for every option of a function. */
export type Rules<O> = { readonly [name in keyof O]-?: Rule };

/**
 * Checks all options of a function.
 *
 * @param where whose options they are, for the error
 * @param path what stands before an option's name, for the error: `samples.`
 * @throws NnfError `UNKNOWN_NAME` for an option without a rule, `INVALID_ARGUMENT` for a value that does not fit
 */
export function checkByRules<O extends object>(where: string, options: O, rules: Rules<O>, path = ''): void {
  checkOptions(where, options, rules);
  for (const [name, { expected, fits }] of Object.entries<Rule>(rules)) {
    const value: unknown = Reflect.get(options, name);
    if (value === undefined || fits(value)) continue;
    throw new NnfError('INVALID_ARGUMENT', `option ${path}${name} is ${String(value)}, expected ${expected}`);
  }
}
