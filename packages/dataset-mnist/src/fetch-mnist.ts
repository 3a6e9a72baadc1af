import { NnfError } from '@nnf/core';
import type { Transfer } from './download.js';
import { type FetchOptions, firstPiece, transferOf } from './fetch-options.js';
import { openFirst } from './fetch-source.js';
import { nameStart } from './file-prefix.js';
import type { IdxSource } from './idx-source.js';
import { checkImageOptions } from './image-options.js';
import { type PairOpener, readTrainAndTest, type TrainAndTest } from './read-image-sets.js';
import { type SamplesPerSet, samplesPerSet } from './samples-per-set.js';

/** What {@link fetchMnist} may be told. */
export interface FetchMnistOptions extends FetchOptions {
  /**
   * At most so many of the first samples, of both sets or of each: integers of at least 1. No more than about that much is
   * downloaded, by `Range` where the server offers it, else by ending the transfer. Labels are always read and checked in
   * full.
   */
  readonly samples?: SamplesPerSet | undefined;
  /** What the names begin with: `emnist-letters` for `emnist-letters-train-images-idx3-ubyte` and its like. */
  readonly prefix?: string | undefined;
}

/**
 * Fetches a training and a test set by MNIST's published names, from a server that has them in one folder:
 * `train-images-idx3-ubyte.gz` and so on, with or without `.gz`, `.idx` for `-idx`, `test` for `t10k`. Whichever spelling the
 * first file is found by is tried first for the others.
 *
 * @param baseUrl the folder's address, with or without a slash at its end; relative to the page in a browser
 * @returns `{ train, test }`; both have the same image size and, over both, the same number of classes
 * @throws NnfError `IDX_NOT_FOUND` where a file is at none of its addresses, listing them with the server's answers;
 * `IDX_FETCH` where the server cannot be reached, breaks off, or answers otherwise; `INVALID_ARGUMENT` for a wrong option;
 * `IDX_MAGIC`, `IDX_TYPE`, `IDX_LENGTH`, `IDX_GZIP`, `IDX_SHAPE`, `IDX_LABELS`, `IDX_MEMORY` where a file is not what it should
 * be. The signal's own reason, whatever it is, when it aborts
 * @example
 * const { train, test } = await fetchMnist('/data/mnist', {
 *   signal: AbortSignal.timeout(60_000),
 *   onProgress: ({ received, total }) => { bar.value = received / (total ?? Infinity); },
 * });
 */
export async function fetchMnist(baseUrl: string | URL, options: FetchMnistOptions = {}): Promise<TrainAndTest> {
  const { samples, prefix, signal, onProgress, fetch } = options;
  checkImageOptions('fetchMnist', options, { samples, prefix, signal, onProgress, fetch });
  const { train, test } = samplesPerSet(samples);
  const open = openerByName(folderAddress(baseUrl), prefix, transferOf(options));
  const pair = (splits: readonly string[], most: number | undefined): PairOpener => ({
    images: () => open(splits, 'images', 3, firstPiece(most)),
    labels: () => open(splits, 'labels', 1),
    samples: most,
  });
  return readTrainAndTest(pair(['train'], train), pair(['t10k', 'test'], test), options);
}

/** How the published names differ from place to place. */
interface Spelling {
  readonly separator: '-' | '.';
  readonly end: '.gz' | '';
}

const spellings: readonly Spelling[] = [
  { separator: '-', end: '.gz' },
  { separator: '-', end: '' },
  { separator: '.', end: '.gz' },
  { separator: '.', end: '' },
];

/** Opens files by name, and remembers the spelling that the last one was found by. */
function openerByName(base: string, prefix: string | undefined, transfer: Transfer) {
  const start = `${base}${nameStart(prefix)}`;
  let usual: Spelling | undefined;
  return async (splits: readonly string[], part: string, rank: number, piece?: number): Promise<IdxSource> => {
    const spellingOf = new Map<string, Spelling>();
    for (const spelling of usual === undefined ? spellings : [usual, ...spellings]) {
      for (const split of splits) {
        const { separator, end } = spelling;
        spellingOf.set(`${start}${split}-${part}${separator}idx${rank}-ubyte${end}`, spelling);
      }
    }
    const source = await openFirst([...spellingOf.keys()], transfer, piece);
    usual = spellingOf.get(source.name);
    return source;
  };
}

function folderAddress(baseUrl: string | URL): string {
  if ((typeof baseUrl === 'string' && baseUrl !== '') || baseUrl instanceof URL)
    return `${baseUrl}`.replace(/\/*$/, '/');
  throw new NnfError(
    'INVALID_ARGUMENT',
    `fetchMnist: baseUrl is ${baseUrl === '' ? "''" : String(baseUrl)}, expected the address of a folder`,
  );
}
