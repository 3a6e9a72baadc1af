import { parseArgs } from 'node:util';
import { isKind, type Kind, kindNames } from './kinds.js';
import { WrongUse } from './wrong-use.js';

/** The arguments given on the command line. The program asks for the rest. */
export interface Settings {
  readonly kind: Kind | undefined;
  readonly name: string | undefined;
  /** The target folder. By default, a folder named after the package. */
  readonly folder: string | undefined;
}

export const usage = `npm create nnf-plugin@latest [kind] [name] [-- --directory <folder>]

Writes a plugin package for nnf that is tested and ready to publish. What is left out is asked for.

  kind         ${kindNames.join(', ')}
  name         the plugin's, in kebab-case, such as soft-step, for the package nnf-<kind>-soft-step;
               or the package's, such as @me/nnf-activation-soft-step
  --directory  where to write it; a folder named after the package when left out. It must be empty.
  --help       this text
`;

/** @throws WrongUse for an unknown option, an unknown kind, or too many arguments */
export function parseArguments(args: readonly string[]): Settings | 'help' {
  const { values, positionals } = parse(args);
  if (values.help) return 'help';
  const [kind, name, ...others] = positionals;
  if (others.length > 0)
    throw new WrongUse(`expected a kind and a name, got ${positionals.join(' ')} (--help shows how)`);
  if (kind !== undefined && !isKind(kind)) {
    throw new WrongUse(`unknown kind '${kind}'; expected one of ${kindNames.join(', ')}`);
  }
  if (values.directory === '') throw new WrongUse('--directory is empty');
  return { kind, name, folder: values.directory };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: { directory: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    });
  } catch (error) {
    throw new WrongUse(`${error instanceof Error ? error.message : error} (--help shows how)`);
  }
}
