import type { IdxArray } from './idx-array.js';
import type { IdxSource } from './idx-source.js';
import { datasetOf, type ImageDataset, imageMatrix } from './image-dataset.js';
import type { ImageOptions } from './image-options.js';
import { checkPair, checkSameSize, type Described, type ImageShape } from './image-shape.js';
import { countClasses, labelMatrix } from './label-matrix.js';
import { readElements, readFloat32 } from './read-elements.js';

/** Opens the two files of a set, and says how many samples of it to read; all where that is left out. */
export interface PairOpener {
  readonly images: () => Promise<IdxSource>;
  readonly labels: () => Promise<IdxSource>;
  readonly samples: number | undefined;
}

/** A training and a test set, of the same image size and with the same classes. */
export interface TrainAndTest {
  /** What to learn from: MNIST's has 60,000 samples. */
  readonly train: ImageDataset;
  /** What to be tested with, and not learned from: MNIST's has 10,000. */
  readonly test: ImageDataset;
}

/**
 * Reads one set. Headers are compared first, then every label is read and checked, and only then is memory taken for images.
 *
 * @throws NnfError `IDX_…` as documented at {@link checkPair}, {@link countClasses} and {@link readElements}
 */
export async function readSet(opener: PairOpener, options: ImageOptions): Promise<ImageDataset> {
  const files = new OpenFiles();
  try {
    const set = await files.prepare(opener, options);
    return await complete(set, countClasses([set.labels], options), options);
  } finally {
    await files.close();
  }
}

/** As {@link readSet} for two sets at once: all four files are checked before memory is taken for images of either. */
export async function readTrainAndTest(
  train: PairOpener,
  test: PairOpener,
  options: ImageOptions,
): Promise<TrainAndTest> {
  const files = new OpenFiles();
  try {
    const trainSet = await files.prepare(train, options);
    const testSet = await files.prepare(test, options);
    checkSameSize(described(trainSet.images), described(testSet.images));
    const classes = countClasses([trainSet.labels, testSet.labels], options);
    return { train: await complete(trainSet, classes, options), test: await complete(testSet, classes, options) };
  } finally {
    await files.close();
  }
}

/** A set whose headers agree and whose labels have been read. */
interface PreparedSet {
  readonly images: IdxSource;
  readonly labels: IdxArray;
  readonly shape: ImageShape;
  readonly rows: number;
}

/** What has been opened, to be closed whatever happens. */
class OpenFiles {
  private readonly opened: IdxSource[] = [];

  async prepare({ images, labels, samples }: PairOpener, options: ImageOptions): Promise<PreparedSet> {
    const imageSource = await this.open(images);
    const labelSource = await this.open(labels);
    const shape = checkPair(described(imageSource), described(labelSource), options);
    const rows = Math.min(samples ?? shape.rows, shape.rows);
    return { images: imageSource, labels: await readElements(labelSource), shape, rows };
  }

  async close(): Promise<void> {
    await Promise.all(this.opened.map((source) => source.close()));
  }

  private async open(opener: () => Promise<IdxSource>): Promise<IdxSource> {
    const source = await opener();
    this.opened.push(source);
    return source;
  }
}

async function complete(
  { images, labels, shape, rows }: PreparedSet,
  classes: number,
  options: ImageOptions,
): Promise<ImageDataset> {
  const { height, width } = shape;
  const converts = options.dtype === 'float32' && images.header.type !== 'float32';
  const data = converts ? await readFloat32(images, rows) : (await readElements(images, rows)).data;
  return datasetOf(imageMatrix(data, rows, height * width), labelMatrix(labels, rows, classes, options), width, height);
}

function described({ name, header: { type, shape } }: IdxSource): Described {
  return { name, type, shape };
}
