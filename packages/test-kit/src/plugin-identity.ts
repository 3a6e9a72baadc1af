import { checkPlugin, type Plugin, type PluginKind } from '@nnf/core';
import { ensure } from './check.js';

/** Lower-case words joined by hyphens, the form of names in tables, plans and saved models. */
const kebabCase = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/**
 * Checks a plugin's kind and plan format, that its name is in kebab-case, and that its options can be saved.
 *
 * @throws Error for a wrong name or option, and what `checkPlugin` throws
 */
export function ensureIdentity(plugin: Plugin, kind: PluginKind): void {
  checkPlugin(plugin, kind, 'this suite');
  const { name, options = {} } = plugin;
  ensure(
    typeof name === 'string' && kebabCase.test(name),
    `its name is '${name}'; expected lower-case words joined by hyphens, such as leaky-relu`,
  );
  for (const [option, value] of Object.entries(options)) {
    const isPlain = typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
    ensure(isPlain, `its option ${option} is ${String(value)}; options must be finite numbers, strings or booleans`);
  }
}

/** Checks that a range is two numbers, the least first. */
export function ensureRange(range: readonly [number, number] | undefined, what: string): void {
  if (range === undefined) return;
  ensure(
    Array.isArray(range) && range.length === 2 && range[0] < range[1],
    `its ${what} is ${JSON.stringify(range)}; expected [least, greatest]`,
  );
}
