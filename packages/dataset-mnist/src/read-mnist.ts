import { localPath, openFile } from './file-source.js';
import { type FilePair, findOnlyPair, findTrainAndTest } from './find-pairs.js';
import type { ImageDataset } from './image-dataset.js';
import {
  type FileOptions,
  imageRules,
  type PrefixOption,
  prefixRule,
  type SamplesPerSet,
  samplesPerSet,
  samplesPerSetRule,
  samplesRule,
} from './image-options.js';
import { checkByRules } from './option-rules.js';
import { type PairOpener, readSet, readTrainAndTest, type TrainAndTest } from './read-sets.js';

/** The options of {@link readMnist}. */
export interface ReadMnistOptions extends FileOptions<SamplesPerSet>, PrefixOption {}

/** The options of {@link readImages}; here `prefix` includes the split: `emnist-letters-test`. */
export interface ReadImagesOptions extends FileOptions<number>, PrefixOption {}

/**
 * Reads the training and test set of a folder: MNIST, Fashion-MNIST, KMNIST, EMNIST, or any with names like theirs.
 *
 * The names are `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, `t10k-images-idx3-ubyte` and `t10k-labels-idx1-ubyte`, with
 * `test` for `t10k`, `.idx` for `-idx`, `.gz` at the end, or a prefix (see `prefix`). All four files' headers, lengths and
 * labels are checked before memory is taken for images.
 *
 * @param folder a path or a `file:` URL
 * @returns `{ train, test }`; both have the same image size and, over both, the same number of classes
 * @throws NnfError as {@link readIdxFile}; `IDX_NOT_FOUND` names what was looked for and what is there. `IDX_AMBIGUOUS` where
 * there are several sets, `IDX_SHAPE` and `IDX_LABELS` where the files are not two sets that belong together
 * @example
 * const { train, test } = await readMnist('data', { samples: 500 });
 * train.images.columns; // 784
 * train.labels.columns; // 10
 */
export async function readMnist(folder: string | URL, options: ReadMnistOptions = {}): Promise<TrainAndTest> {
  checkByRules('readMnist', options, { samples: samplesPerSetRule, prefix: prefixRule, ...imageRules });
  const { train, test } = samplesPerSet(options.samples);
  const pairs = await findTrainAndTest(localPath(folder, 'the folder'), options.prefix);
  return readTrainAndTest(openerOf(pairs.train, train), openerOf(pairs.test, test), options);
}

/**
 * Reads one set of images and labels, from two files of any name, or from a folder that holds one pair.
 *
 * Where training and test set are read one by one, give both the same `classes`: each alone counts only its own labels.
 *
 * @param location `{ images, labels }`, each a path or a `file:` URL; or a folder
 * @throws NnfError as {@link readMnist}
 * @example
 * const letters = await readImages({ images: 'letters.idx3', labels: 'letters.idx1.gz' }, { classes: 27 });
 */
export async function readImages(
  location: string | URL | { readonly images: string | URL; readonly labels: string | URL },
  options: ReadImagesOptions = {},
): Promise<ImageDataset> {
  checkByRules('readImages', options, { samples: samplesRule, prefix: prefixRule, ...imageRules });
  const pair =
    typeof location === 'object' && location !== null && 'images' in location
      ? { images: localPath(location.images, 'images'), labels: localPath(location.labels, 'labels') }
      : await findOnlyPair(localPath(location, 'the folder'), options.prefix);
  return readSet(openerOf(pair, options.samples), options);
}

function openerOf(pair: Omit<FilePair, 'prefix'>, samples: number | undefined): PairOpener {
  return { open: (part) => openFile(pair[part]), samples };
}
