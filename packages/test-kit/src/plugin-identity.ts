import { checkPlugin, type Plugin, type PluginKind } from '@nnf/core';
import { ensure } from './check.js';

/** Lower-case words joined by hyphens: what names are in tables, plans and saved models. */
const kebabCase = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/**
 * A plugin says what it is: its kind and plan format, a name in kebab-case, options that a file can hold.
 *
 * @throws Error, or what `checkPlugin` throws, where it does not
 */
export function ensureIdentity(plugin: Plugin, kind: PluginKind): void {
  checkPlugin(plugin, kind, 'this suite');
  const { name, options = {} } = plugin;
  ensure(
    typeof name === 'string' && kebabCase.test(name),
    `its name is '${name}'; names are lower-case words joined by hyphens: leaky-relu`,
  );
  for (const [option, value] of Object.entries(options)) {
    const isPlain = typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
    ensure(isPlain, `its option ${option} is ${String(value)}; options are finite numbers, texts and truth values`);
  }
}

/** A range is two numbers, the least first. */
export function ensureRange(range: readonly [number, number] | undefined, what: string): void {
  if (range === undefined) return;
  ensure(
    Array.isArray(range) && range.length === 2 && range[0] < range[1],
    `its ${what} is ${JSON.stringify(range)}; expected [least, greatest]`,
  );
}
