import { checkName } from './check-name.js';
import { describeValue } from './describe-value.js';
import { NnfError } from './errors.js';
import type { PluginKind } from './plugin.js';

/**
 * Checks a plugin's name, and that its definition has the functions that it must have.
 *
 * @throws NnfError `INVALID_PLUGIN` for an invalid name, and unless the definition is an object with a function under each name
 */
export function checkDefinition(
  kind: PluginKind,
  name: string,
  definition: object,
  functions: readonly string[],
): void {
  checkName(name, `the ${kind}'s name`);
  checkFunctions(`${kind} '${name}'`, definition, functions);
}

/**
 * Checks that a definition has the functions that it must have.
 *
 * @param what the plugin, for errors: `activation 'swish'`
 * @throws NnfError `INVALID_PLUGIN` unless the definition is an object with a function under each name
 */
export function checkFunctions(what: string, definition: object, names: readonly string[]): void {
  if (typeof definition !== 'object' || definition === null) {
    throw new NnfError(
      'INVALID_PLUGIN',
      `${what}: the definition is ${describeValue(definition)}, expected an object with ${names.join(', ')}`,
    );
  }
  const parts = new Map(Object.entries(definition));
  const missing = names.find((name) => typeof parts.get(name) !== 'function');
  if (missing !== undefined) {
    throw new NnfError(
      'INVALID_PLUGIN',
      `${what}: ${missing} is ${describeValue(parts.get(missing))}, expected a function`,
    );
  }
}
