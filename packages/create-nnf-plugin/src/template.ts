import type { Kind } from './kinds.js';
import { type PluginNames, toCamelCase } from './plugin-names.js';

/** The template of a plugin kind: the repository's example, whose names are replaced. */
export interface Template {
  readonly kind: Kind;
  /** The example's package name: `nnf-activation-e-swish`. */
  readonly packageName: string;
  /** The example's plugin name, in kebab-case: `e-swish`. It has two words, so that it differs from the identifier. */
  readonly name: string;
  /** Texts by path. */
  readonly files: Readonly<Record<string, string>>;
}

/** Version ranges by package. */
export type Ranges = Readonly<Record<string, string>>;

export type Templates = Readonly<Record<Kind, Template>>;

/**
 * Returns the template's files with the plugin's names in place of its own.
 *
 * @param ranges the versions that replace `workspace:^`
 * @throws Error if a version is missing
 */
export function render(
  template: Template,
  { packageName, name, identifier: wanted }: PluginNames,
  ranges: Ranges,
): Template['files'] {
  const own = toCamelCase(template.name);
  // A function's name must not be a reserved word or a name that its file already uses.
  const identifier =
    wordsOf(template).has(wanted) || reserved.has(wanted) ? wanted + capitalized(template.kind) : wanted;
  const replacements: Readonly<Record<string, string>> = {
    [template.packageName]: packageName,
    [template.name]: name,
    [own]: identifier,
    [capitalized(own)]: capitalized(identifier),
  };
  // In one pass, so that no replacement is replaced again. The longest name comes first, as it contains the others.
  const pattern = new RegExp(Object.keys(replacements).join('|'), 'g');
  return Object.fromEntries(
    Object.entries(template.files).map(([path, text]) => {
      const renamed = text.replace(pattern, (found) => replacements[found]!);
      return [path, path === 'package.json' ? withRanges(renamed, ranges) : renamed];
    }),
  );
}

/** A manifest with versions in place of `workspace:^`. */
function withRanges(manifest: string, ranges: Ranges): string {
  return manifest.replace(/"([^"]+)": "workspace:\^"/g, (_, dependency: string) => {
    const range = ranges[dependency];
    if (range === undefined || range.startsWith('workspace:'))
      throw new Error(`this program is not a published one: it has no version of ${dependency}`);
    return `"${dependency}": "${range}"`;
  });
}

/** Every word of the template's code except its own name. */
function wordsOf({ name, files }: Template): ReadonlySet<string> {
  const code = Object.entries(files).filter(([path]) => path.endsWith('.ts') || path.endsWith('.md'));
  const words = new Set(code.flatMap(([, text]) => text.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu) ?? []));
  words.delete(toCamelCase(name));
  return words;
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** The reserved words of ECMAScript 2024, §12.7.2, with those of strict mode, and globals that a module must not shadow. */
const reserved: ReadonlySet<string> = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends false ' +
    'finally for function if implements import in instanceof interface let new null package private protected public return ' +
    'static super switch this throw true try typeof undefined var void while with yield'
  ).split(' '),
);
