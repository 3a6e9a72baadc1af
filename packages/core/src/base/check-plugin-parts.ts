import { NnfError } from './errors.js';

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

/** What was found where something else was expected, for errors: of objects their kind, since their text says nothing. */
export function describeFound(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return 'a list';
  if ('then' in value) return 'a promise; the function must not be async';
  const name: unknown = Object.getPrototypeOf(value)?.constructor?.name;
  return typeof name === 'string' && name !== 'Object' && name !== '' ? `an object of ${name}` : 'an object';
}
