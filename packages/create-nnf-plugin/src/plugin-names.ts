import validate from 'validate-npm-package-name';
import { type Kind, kindNames } from './kinds.js';
import { WrongUse } from './wrong-use.js';

/** The names of a plugin, all derived from one. */
export interface PluginNames {
  /** The package's name on npm: `nnf-activation-soft-step`. */
  readonly packageName: string;
  /** The plugin's name, in kebab-case: `soft-step`. */
  readonly name: string;
  /** The function's name: `softStep`. */
  readonly identifier: string;
  /** The default folder: the package's name without its scope. */
  readonly folder: string;
}

const kebabCase = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/**
 * Derives a plugin's names from the user's input: either the plugin's name, or the package's name, which has a scope or begins
 * with `nnf-`.
 *
 * @throws WrongUse for a package name that npm would refuse, with npm's reason, a plugin name that is not in
 * kebab-case, or a package name of another kind
 */
export function namesOf(kind: Kind, typed: string): PluginNames {
  const isPackageName = typed.startsWith('@') || typed.startsWith('nnf-');
  const packageName = isPackageName ? typed : `nnf-${kind}-${typed}`;
  const { validForNewPackages, errors = [], warnings = [] } = validate(packageName);
  const problems = [...errors, ...warnings];
  // The validator looks at the package's part of the name only, and takes '@../x'.
  if (/^@[._]/.test(packageName)) problems.push('scope cannot start with a period or an underscore');
  if (!validForNewPackages || problems.length > 0) {
    throw new WrongUse(`npm would refuse the name '${packageName}': ${problems.join('; ')}`);
  }
  const folder = packageName.replace(/^@.*\//, '');
  const name = folder.replace(/^nnf-/, '').replace(new RegExp(`^${kind}-`), '');
  const other = kindNames.find((one) => one !== kind && folder.startsWith(`nnf-${one}-`));
  if (other !== undefined) {
    throw new WrongUse(`'${packageName}' is the name of ${article(other)}, but you asked for ${article(kind)}`);
  }
  if (!kebabCase.test(name)) {
    throw new WrongUse(
      `'${name}' is not a plugin name; expected kebab-case that begins with a letter, such as soft-step`,
    );
  }
  return { packageName, name, identifier: toCamelCase(name), folder };
}

const article = (kind: Kind): string => `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind}`;

/** `soft-step` to `softStep` */
export function toCamelCase(name: string): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
