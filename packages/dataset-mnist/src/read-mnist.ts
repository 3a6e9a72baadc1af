import { openFile } from './file-source.js';
import { type FilePair, findTrainAndTest } from './find-pairs.js';
import { checkImageOptions, type ImageOptions } from './image-options.js';
import { localPath } from './local-path.js';
import { type PairOpener, readTrainAndTest, type TrainAndTest } from './read-image-sets.js';
import { type SamplesPerSet, samplesPerSet } from './samples-per-set.js';

/** What {@link readMnist} may be told. */
export interface ReadMnistOptions extends ImageOptions {
  /**
   * At most so many of the first samples, of both sets or of each: integers of at least 1. Of a raw file only these are
   * read, a gzip is inflated only so far. Labels are always read and checked in full.
   */
  readonly samples?: SamplesPerSet | undefined;
  /** Which set, in a folder with several: `emnist-letters` for `emnist-letters-train-images-idx3-ubyte` and its like. */
  readonly prefix?: string | undefined;
}

/**
 * Reads the training and test set of a folder: MNIST, Fashion-MNIST, KMNIST, EMNIST, or any with names like theirs.
 *
 * `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, `t10k-images-idx3-ubyte` and `t10k-labels-idx1-ubyte`, or `test` for
 * `t10k`, `.idx` for `-idx`, and `.gz` after it; something may stand before (see `prefix`). All four files' headers,
 * lengths and labels are checked before memory is taken for images.
 *
 * @param folder a path or a `file:` URL
 * @returns `{ train, test }`; both have the same image size and, over both, the same number of classes
 * @throws NnfError `IDX_NOT_FOUND` where there is no such folder or not the four files, naming what was looked for and what
 * is there; `IDX_AMBIGUOUS` where there are several sets; `IDX_FILE` where a file cannot be read; `INVALID_ARGUMENT` for a
 * wrong option; `IDX_MAGIC`, `IDX_TYPE`, `IDX_LENGTH`, `IDX_GZIP`, `IDX_SHAPE`, `IDX_LABELS`, `IDX_MEMORY` where a file is not
 * what it should be
 * @example
 * const { train, test } = await readMnist('data', { samples: 500 });
 * train.images.columns; // 784
 * train.labels.columns; // 10
 */
export async function readMnist(folder: string | URL, options: ReadMnistOptions = {}): Promise<TrainAndTest> {
  const { samples, prefix } = options;
  checkImageOptions('readMnist', options, { samples, prefix });
  const { train, test } = samplesPerSet(samples);
  const pairs = await findTrainAndTest(localPath(folder, 'the folder'), prefix);
  return readTrainAndTest(openerOf(pairs.train, train), openerOf(pairs.test, test), options);
}

/** How to open a pair of files. */
export function openerOf({ images, labels }: Omit<FilePair, 'prefix'>, samples: number | undefined): PairOpener {
  return { images: () => openFile(images), labels: () => openFile(labels), samples };
}
