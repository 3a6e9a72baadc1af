import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fail } from './fail.js';
import { failFile } from './file-source.js';
import { nameStart, trimmedPrefix } from './image-options.js';

/** The two files of a set, by path. */
export interface FilePair {
  /** What their names begin with: `train`, `emnist-letters-test`. */
  readonly prefix: string;
  readonly images: string;
  readonly labels: string;
}

// `train-images-idx3-ubyte`, `train-images.idx3-ubyte.gz`, `qmnist-test-labels-idx2-int`, `images.idx`.
const idxName = /^(.*?)(images|labels)[-.]idx\d*(?:-[a-z0-9]+)?(?:\.gz)?$/i;

/**
 * The training and the test set of a folder: two pairs whose prefixes end in `train` and in `t10k` or `test`, and are equal before.
 *
 * @param prefix what stands before `train` and `test`; it may be left out where there is one such set
 * @throws NnfError `IDX_NOT_FOUND` when there is no such folder or set, `IDX_AMBIGUOUS` when there are several, `IDX_FILE` when
 * the folder cannot be read
 */
export async function findTrainAndTest(
  folder: string,
  prefix: string | undefined,
): Promise<{ readonly train: FilePair; readonly test: FilePair }> {
  const names = ['train-images-idx3', 'train-labels-idx1', 't10k-images-idx3', 't10k-labels-idx1'];
  const lookedFor = names.map((name) => `${nameStart(prefix)}${name}-ubyte`).join(', ');
  const spellings = `${lookedFor} (or test for t10k, .idx for -idx, with or without .gz)`;
  return findOne(folder, prefix, spellings, (pairs) =>
    pairs.flatMap((train) => {
      const before = nameBefore(/train$/i, train);
      const tests = pairs.filter((pair) => nameBefore(/(?:t10k|test)$/i, pair) === before);
      return before === undefined ? [] : tests.map((test) => ({ train, test, prefix: before }));
    }),
  );
}

/**
 * The only pair of a folder, or the one with this prefix.
 *
 * @throws NnfError as {@link findTrainAndTest}
 */
export async function findOnlyPair(folder: string, prefix: string | undefined): Promise<FilePair> {
  const start = prefix === undefined ? '*' : nameStart(prefix);
  const lookedFor = `${start}images-idx3-ubyte and ${start}labels-idx1-ubyte (or .idx, with or without .gz)`;
  return findOne(folder, prefix, lookedFor, (pairs) => pairs);
}

/** The only set of a folder, or the one with the wanted prefix. */
async function findOne<S extends { readonly prefix: string }>(
  folder: string,
  prefix: string | undefined,
  lookedFor: string,
  setsOf: (pairs: readonly FilePair[]) => readonly S[],
): Promise<S> {
  const files = (await readdir(folder).catch((error: unknown) => failFile(folder, error))).sort();
  const sets = setsOf(findPairs(folder, files));
  const wanted = sets.filter((set) => prefix === undefined || set.prefix === trimmedPrefix(prefix));
  const [first] = wanted;
  if (first === undefined) {
    const shown = files.length > 12 ? [...files.slice(0, 12), `… ${files.length} in all`] : files;
    fail('IDX_NOT_FOUND', folder, `looked for ${lookedFor}; found ${shown.join(', ') || 'nothing'}`);
  }
  if (wanted.length === 1) return first;
  const names = wanted.map((set) => `'${set.prefix}'`).sort();
  const found = `holds ${wanted.length} sets, expected 1`;
  return fail('IDX_AMBIGUOUS', folder, `${found}; choose one with the option prefix: ${names.join(', ')}`);
}

/** Every pair of images and labels, by name. A raw file is preferred to the same one as gzip. */
function findPairs(folder: string, files: readonly string[]): readonly FilePair[] {
  const parts = new Map<string, Partial<Record<'images' | 'labels', string>>>();
  // Longest first, so that a raw file replaces its gzip.
  for (const file of [...files].sort((a, b) => b.length - a.length)) {
    const [, prefix, part] = idxName.exec(file) ?? [];
    if (prefix === undefined || part === undefined) continue;
    const kind = part.toLowerCase() === 'images' ? 'images' : 'labels';
    parts.set(prefix, { ...parts.get(prefix), [kind]: join(folder, file) });
  }
  return [...parts].flatMap(([prefix, { images, labels }]) =>
    images === undefined || labels === undefined ? [] : [{ prefix: trimmedPrefix(prefix), images, labels }],
  );
}

/** The prefix before the split: '' for `train`, `emnist-letters` for `emnist-letters-train`. */
function nameBefore(split: RegExp, { prefix }: FilePair): string | undefined {
  return split.test(prefix) ? trimmedPrefix(prefix.replace(split, '')) : undefined;
}
