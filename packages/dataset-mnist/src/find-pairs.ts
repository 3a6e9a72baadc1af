import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { NnfError } from '@nnf/core';
import { nameStart, trimmedPrefix } from './file-prefix.js';
import { fileError } from './local-path.js';

/** The two files of a set, by path, and what their names begin with: `train-`, `emnist-letters-test-`. */
export interface FilePair {
  readonly prefix: string;
  readonly images: string;
  readonly labels: string;
}

// `train-images-idx3-ubyte`, `train-images.idx3-ubyte.gz`, `qmnist-test-labels-idx2-int`, `images.idx`.
const idxName = /^(.*?)(images|labels)[-.]idx\d*(?:-[a-z0-9]+)?(\.gz)?$/i;

/**
 * Every pair of images and labels in a folder, by name. A raw file is taken before the same one as gzip.
 *
 * @throws NnfError `IDX_NOT_FOUND` when there is no such folder, `IDX_FILE` when it cannot be read
 */
async function findPairs(folder: string): Promise<readonly FilePair[]> {
  const files = await listFolder(folder);
  const parts = new Map<string, { images?: string; labels?: string }>();
  // Longest first, so that a raw file replaces its gzip.
  for (const file of [...files].sort((a, b) => b.length - a.length)) {
    const [, prefix, part] = idxName.exec(file) ?? [];
    if (prefix === undefined || part === undefined) continue;
    const key = part.toLowerCase() === 'images' ? 'images' : 'labels';
    parts.set(prefix, { ...parts.get(prefix), [key]: join(folder, file) });
  }
  const pairs: FilePair[] = [];
  for (const [prefix, { images, labels }] of parts) {
    if (images !== undefined && labels !== undefined) pairs.push({ prefix, images, labels });
  }
  return pairs.sort((a, b) => a.prefix.localeCompare(b.prefix));
}

// What the prefix of a training and of a test set ends in, when its hyphen is off.
const trainEnd = /train$/i;
const testEnd = /(?:t10k|test)$/i;

/**
 * The training and the test set of a folder, with equal names but for that.
 *
 * @param prefix what stands before `train` and `test` in their names; it may be left out where there is one such set
 * @throws NnfError as {@link findPairs}; `IDX_NOT_FOUND` when there is none, `IDX_AMBIGUOUS` when there are several
 */
export async function findTrainAndTest(
  folder: string,
  prefix: string | undefined,
): Promise<{ readonly train: FilePair; readonly test: FilePair }> {
  const pairs = await findPairs(folder);
  const sets = pairs.flatMap((train) =>
    pairs
      .filter((test) => setOf(train, trainEnd) !== undefined && setOf(train, trainEnd) === setOf(test, testEnd))
      .map((test) => ({ train, test, name: setOf(train, trainEnd) ?? '' }))
      .filter(({ name }) => prefix === undefined || name === trimmedPrefix(prefix)),
  );
  const [only, second] = sets;
  if (only === undefined) {
    const names = ['train-images-idx3', 'train-labels-idx1', 't10k-images-idx3', 't10k-labels-idx1'];
    const lookedFor = names.map((name) => `${nameStart(prefix)}${name}-ubyte`).join(', ');
    throw await nothingFound(folder, `${lookedFor} (or test for t10k, .idx for -idx, with or without .gz)`);
  }
  if (second !== undefined) throw severalFound(folder, sets);
  return only;
}

/**
 * The only pair of a folder, or the one whose names begin with `prefix`.
 *
 * @throws NnfError as {@link findTrainAndTest}
 */
export async function findOnlyPair(folder: string, prefix: string | undefined): Promise<FilePair> {
  const pairs = (await findPairs(folder))
    .map((pair) => ({ ...pair, name: trimmedPrefix(pair.prefix) }))
    .filter(({ name }) => prefix === undefined || name === trimmedPrefix(prefix));
  const [only, second] = pairs;
  if (only === undefined) {
    const start = prefix === undefined ? '*' : nameStart(prefix);
    const lookedFor = `${start}images-idx3-ubyte and ${start}labels-idx1-ubyte`;
    throw await nothingFound(folder, `${lookedFor} (or .idx, with or without .gz)`);
  }
  if (second !== undefined) throw severalFound(folder, pairs);
  return only;
}

/** What a prefix says beside the split: '' for `train-`, `emnist-letters` for `emnist-letters-train-`. */
function setOf({ prefix }: FilePair, split: RegExp): string | undefined {
  const whole = trimmedPrefix(prefix);
  return split.test(whole) ? trimmedPrefix(whole.replace(split, '')) : undefined;
}

async function listFolder(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    throw fileError(folder, error);
  }
}

async function nothingFound(folder: string, lookedFor: string): Promise<NnfError> {
  const files = [...(await listFolder(folder))].sort();
  const shown = files.length > 12 ? [...files.slice(0, 12), `… ${files.length} in all`] : files;
  const found = files.length === 0 ? 'nothing' : shown.join(', ');
  return new NnfError('IDX_NOT_FOUND', `${folder}: looked for ${lookedFor}; found ${found}`);
}

function severalFound(folder: string, sets: readonly { readonly name: string }[]): NnfError {
  const names = sets.map(({ name }) => `'${name}'`).sort();
  return new NnfError(
    'IDX_AMBIGUOUS',
    `${folder}: holds ${sets.length} sets, expected 1; choose one with the option prefix: ${names.join(', ')}`,
  );
}
