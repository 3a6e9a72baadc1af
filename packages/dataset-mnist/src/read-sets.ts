import type { IdxArray } from './idx-array.js';
import { assemble, type ImageDataset } from './image-dataset.js';
import type { ImageOptions } from './image-options.js';
import { checkPair, checkSameSize } from './image-pair.js';
import { type ClassCount, classNumbers, countClasses } from './labels.js';
import type { IdxFile } from './open-idx.js';
import { readElements } from './read-elements.js';

/** Opens the two files of a set, of which at most so many samples are read. */
export interface PairOpener {
  open(part: 'images' | 'labels'): Promise<IdxFile>;
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
 * @throws NnfError as {@link checkPair}, {@link countClasses} and {@link readElements}
 */
export async function readSet(pair: PairOpener, options: ImageOptions): Promise<ImageDataset> {
  return withFiles(async (files) => {
    const set = await prepare(pair, options, files);
    return set.complete(countClasses([set.labels], options));
  });
}

/** As {@link readSet} for two sets: all four files are checked before memory is taken for images of either. */
export async function readTrainAndTest(
  trainPair: PairOpener,
  testPair: PairOpener,
  options: ImageOptions,
): Promise<TrainAndTest> {
  return withFiles(async (files) => {
    const train = await prepare(trainPair, options, files);
    const test = await prepare(testPair, options, files);
    checkSameSize(train.images, test.images);
    const classes = countClasses([train.labels, test.labels], options);
    return { train: await train.complete(classes), test: await test.complete(classes) };
  });
}

/** A set whose headers agree and whose labels have been read. */
interface PreparedSet {
  readonly images: IdxFile;
  readonly labels: IdxArray;
  /** Reads the images. */
  complete(classes: ClassCount): Promise<ImageDataset>;
}

/** @param files takes what was opened */
async function prepare(pair: PairOpener, options: ImageOptions, files: IdxFile[]): Promise<PreparedSet> {
  const images = await pair.open('images');
  files.push(images);
  const labelFile = await pair.open('labels');
  files.push(labelFile);
  checkPair(images, labelFile, options);
  const labels = classNumbers(await readElements(labelFile, labelFile.type));
  const type = options.dtype === 'float32' ? options.dtype : images.type;
  return {
    images,
    labels,
    complete: async (classes) => assemble(await readElements(images, type, pair.samples), labels, classes, options),
  };
}

/** Closes all that was opened, whatever happens. */
async function withFiles<R>(work: (files: IdxFile[]) => Promise<R>): Promise<R> {
  const files: IdxFile[] = [];
  try {
    return await work(files);
  } finally {
    await Promise.all(files.map((file) => file.close()));
  }
}
