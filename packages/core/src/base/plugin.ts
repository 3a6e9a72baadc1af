import { describeValue } from './describe-value.js';
import { NnfError } from './errors.js';

/** The version of plans, expressions and plugin objects. Copies of core with the same one work together. */
export const planFormat = 1;

/** The kinds of plugin there are. */
export type PluginKind = 'activation' | 'loss' | 'initializer' | 'optimizer' | 'metric' | 'layer' | 'backend';

/** What a plugin was made with: in tables and saved models. */
export type PluginOptions = Readonly<Record<string, number | string | boolean>>;

/**
 * What every plugin is: a value that says what it is, for which plan format, under which name, made with which options.
 * It is recognised by `plugin`, never by `instanceof`: two copies of core may be installed.
 */
export interface Plugin<Kind extends PluginKind = PluginKind> {
  /** The mark by which it is recognised, made by {@link pluginMark}. */
  readonly plugin: {
    /** As what it can be plugged in. */
    readonly kind: Kind;
    /** The plan format that it was made for. */
    readonly format: number;
  };
  /** The plugin's name in tables, plans and saved models, in kebab-case: `leaky-relu`. */
  readonly name: string;
  /** What it was made with: `{ slope: 0.01 }`. None when left out. */
  readonly options?: PluginOptions;
}

/** The mark that makes an object a plugin of a kind: spread it into the object. */
export function pluginMark<Kind extends PluginKind>(kind: Kind): Pick<Plugin<Kind>, 'plugin'> {
  return { plugin: { kind, format: planFormat } };
}

/**
 * Gives the value back if it is a plugin of the kind, made for this plan format.
 *
 * @param where the place in the user's code, for the error: `hidden layer`
 * @throws NnfError `WRONG_PLUGIN` for any other value, `PLAN_FORMAT` for a plugin of another plan format
 */
export function checkPlugin<T extends Plugin>(value: T, kind: PluginKind, where: string): T {
  const mark: { readonly kind: string; readonly format: number } | undefined =
    (typeof value === 'object' || typeof value === 'function') && value !== null ? value.plugin : undefined;
  if (mark === undefined || mark === null) {
    const hint =
      typeof value === 'function' ? `; did you mean to call it: ${(value as { name: string }).name || 'it'}()?` : '';
    throw new NnfError('WRONG_PLUGIN', `${where}: expected ${article(kind)}, got ${describeValue(value)}${hint}`);
  }
  if (mark.kind !== kind) {
    throw new NnfError('WRONG_PLUGIN', `${where}: expected ${article(kind)}, got the ${mark.kind} '${value.name}'`);
  }
  if (mark.format !== planFormat) {
    throw new NnfError(
      'PLAN_FORMAT',
      `${where}: the ${kind} '${value.name}' was built for plan format ${mark.format}, this @nnf/core has ${planFormat}; ` +
        'install versions of both that belong together',
    );
  }
  return value;
}

function article(kind: PluginKind): string {
  return `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind}`;
}
