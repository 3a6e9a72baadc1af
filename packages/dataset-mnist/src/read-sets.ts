import type { IdxArray } from './idx-array.js';
import { assemble, type ImageDataset } from './image-dataset.js';
import type { ImageOptions } from './image-options.js';
import { checkPair, checkSameSize, type ImageShape } from './image-pair.js';
import { countClasses } from './labels.js';
import type { IdxFile } from './open-idx.js';
import { readElements } from './read-elements.js';

/** Opens the two files of a set, of which at most so many samples are read. */
export interface PairOpener {
  readonly images: () => Promise<IdxFile>;
  readonly labels: () => Promise<IdxFile>;
  readonly samples: number | undefined;
}

/** A training and a test set, of the same image size and with the same classes. */
export interface TrainAndTest {
  /** The samples to learn from: MNIST has 60,000. */
  readonly train: ImageDataset;
  /** The samples to measure with, kept apart from training: MNIST has 10,000. */
  readonly test: ImageDataset;
}

/**
 * Reads one set. Headers are compared first, then every label is read and checked, and only then is memory taken for images.
 *
 * @throws NnfError `IDX_…` as documented at {@link checkPair}, {@link countClasses} and {@link readElements}
 */
export async function readSet(pair: PairOpener, options: ImageOptions): Promise<ImageDataset> {
  const files: IdxFile[] = [];
  try {
    const set = await prepare(pair, options, files);
    return await complete(set, countClasses([set.labels], options), options);
  } finally {
    await closeAll(files);
  }
}

/** As {@link readSet} for two sets: all four files are checked before memory is taken for images of either. */
export async function readTrainAndTest(
  train: PairOpener,
  test: PairOpener,
  options: ImageOptions,
): Promise<TrainAndTest> {
  const files: IdxFile[] = [];
  try {
    const trainSet = await prepare(train, options, files);
    const testSet = await prepare(test, options, files);
    checkSameSize(trainSet.images, testSet.images);
    const classes = countClasses([trainSet.labels, testSet.labels], options);
    return { train: await complete(trainSet, classes, options), test: await complete(testSet, classes, options) };
  } finally {
    await closeAll(files);
  }
}

/** A set whose headers agree and whose labels have been read. */
interface PreparedSet {
  readonly images: IdxFile;
  readonly labels: IdxArray;
  readonly shape: ImageShape;
}

/** @param files takes what was opened, to be closed whatever happens */
async function prepare(pair: PairOpener, options: ImageOptions, files: IdxFile[]): Promise<PreparedSet> {
  const images = await pair.images();
  files.push(images);
  const labels = await pair.labels();
  files.push(labels);
  const shape = checkPair(images, labels, options);
  const rows = Math.min(pair.samples ?? shape.rows, shape.rows);
  return { images, labels: await readElements(labels, {}), shape: { ...shape, rows } };
}

async function complete(
  { images, labels, shape }: PreparedSet,
  classes: number,
  options: ImageOptions,
): Promise<ImageDataset> {
  const pixels = await readElements(images, { rows: shape.rows, dtype: options.dtype });
  return assemble(pixels, labels, shape, classes, options);
}

async function closeAll(files: readonly IdxFile[]): Promise<void> {
  await Promise.all(files.map((file) => file.close()));
}
