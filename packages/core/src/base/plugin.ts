import { checkName } from './check-name.js';
import { describeValue } from './describe-value.js';
import { NnfError } from './errors.js';

/** The version of plans, expressions and plugin objects. Copies of core with the same version work together. */
export const planFormat = 1;

/** The kinds of plugins. */
export type PluginKind = 'activation' | 'loss' | 'initializer' | 'optimizer' | 'metric' | 'layer' | 'backend';

/** The options that a plugin was created with, for tables and saved models. */
export type PluginOptions = Readonly<Record<string, number | string | boolean>>;

/**
 * The properties of every plugin: its kind, plan format, name and options. A plugin is recognised by `plugin`, never by
 * `instanceof`: two copies of core may be installed.
 */
export interface Plugin<Kind extends PluginKind = PluginKind> {
  /** The mark that makes it a plugin, made by {@link pluginMark}. */
  readonly plugin: {
    /** What kind of plugin it is. */
    readonly kind: Kind;
    /** The plan format that it was built for. */
    readonly format: number;
  };
  /** The plugin's name in tables, plans and saved models, in kebab-case: `leaky-relu`. */
  readonly name: string;
  /** The options it was created with: `{ slope: 0.01 }`. Default: none. */
  readonly options?: PluginOptions;
}

/**
 * The mark that makes an object a plugin of a kind.
 *
 * @example
 * const backend: Backend = { ...pluginMark('backend'), name: 'mine', dataTypes: ['float64'], deterministic: true, compile };
 */
export function pluginMark<Kind extends PluginKind>(kind: Kind): Pick<Plugin<Kind>, 'plugin'> {
  return { plugin: { kind, format: planFormat } };
}

/**
 * Returns the value if it is a plugin of the kind, built for this plan format.
 *
 * @param where the place in the user's code, for the error: `hidden layer`
 * @throws NnfError `WRONG_PLUGIN` for any other value, `PLAN_FORMAT` for a plugin of another plan format, `INVALID_PLUGIN`
 * for a name that cannot be printed
 */
export function checkPlugin<T extends Plugin>(value: T, kind: PluginKind, where: string): T {
  const mark: { readonly kind: string; readonly format: number } | undefined =
    (typeof value === 'object' || typeof value === 'function') && value !== null ? value.plugin : undefined;
  if (mark === undefined || mark === null) {
    const hint = typeof value === 'function' ? `; ${hintFor(value, kind)}` : '';
    throw new NnfError('WRONG_PLUGIN', `${where}: expected ${article(kind)}, got ${describeValue(value)}${hint}`);
  }
  if (mark.kind !== kind) {
    throw new NnfError('WRONG_PLUGIN', `${where}: expected ${article(kind)}, got the ${mark.kind} '${value.name}'`);
  }
  checkName(value.name, `${where}: the ${kind}'s name`);
  if (mark.format !== planFormat) {
    throw new NnfError(
      'PLAN_FORMAT',
      `${where}: the plan format of ${kind} '${value.name}' is ${mark.format}, expected ${planFormat}; ` +
        'install matching versions of it and @nnf/core',
    );
  }
  return value;
}

/** A function of a number, such as core's `tanh`, makes an activation; any other function may be a plugin's own. */
function hintFor({ name, length }: { readonly name: string; readonly length: number }, kind: PluginKind): string {
  if (kind !== 'activation' || length === 0) return `did you mean to call it: ${name || 'it'}()?`;
  return `did you mean elementwise('${name || 'name'}', ${name || 'fn'}), or an activation of a package such as @nnf/activation-relu?`;
}

function article(kind: PluginKind): string {
  return `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind}`;
}
