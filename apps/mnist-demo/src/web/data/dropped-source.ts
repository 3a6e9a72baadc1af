import { type IdxArray, type ImageDataset, imageDataset, readIdx } from '@nnf/dataset-mnist';
import type { ImageSets, ImageSource } from './image-sets.js';

/** A file that the user gave the page. */
export interface DroppedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A user's picture, already converted to a digit's pixels, with its label. */
export interface LabelledPicture {
  readonly label: number;
  /** `[28 * 28]`, from 0 to 255 */
  readonly pixels: Uint8Array;
}

/** Without test files, one of this many images is for testing. */
const testShare = 5;

/**
 * Reads IDX files, raw or gzipped: one file of images and one of labels, or two of each. The names of the test files must contain
 * `t10k` or `test`. If there is only one pair, every fifth image is for testing.
 *
 * @throws NnfError for a damaged file, Error for missing files; both have messages for users
 */
export async function sourceOfIdxFiles(files: readonly DroppedFile[]): Promise<ImageSource> {
  const arrays = await Promise.all(
    files.map(async ({ name, bytes }) => ({
      name,
      array: await readIdx(bytes, name),
      isTest: /t10k|test/i.test(name),
    })),
  );
  const find = (kind: 'images' | 'labels', isTest: boolean) => {
    // QMNIST's labels have two dimensions.
    const isKind = ({ shape: { length } }: IdxArray) =>
      kind === 'images' ? length === 3 : length === 1 || length === 2;
    const found = arrays.filter(({ array, isTest: test }) => isKind(array) && test === isTest);
    if (found.length > 1) {
      throw new Error(`${found.map(({ name }) => name).join(' and ')}: which of them? Give one file of each kind.`);
    }
    return found[0];
  };
  const [images, labels] = [find('images', false), find('labels', false)];
  const [testImages, testLabels] = [find('images', true), find('labels', true)];
  const name = files.map((file) => file.name).join(', ');
  if (images && labels && testImages && testLabels) {
    const classes = Math.max(classesOf(images.array, labels.array), classesOf(testImages.array, testLabels.array));
    const train = imageDataset(images.array, labels.array, { classes });
    const test = imageDataset(testImages.array, testLabels.array, { classes });
    if (train.width !== test.width || train.height !== test.height) {
      throw new Error(`${images.name} and ${testImages.name}: the images differ in size`);
    }
    return sourceOf(name, train, test);
  }
  const onlyImages = images ?? testImages;
  const onlyLabels = labels ?? testLabels;
  if (!onlyImages || !onlyLabels || (testImages && images) || (testLabels && labels)) {
    const kinds = arrays.map(({ name: file, array }) => `${file} is [${array.shape.join(', ')}]`).join('; ');
    throw new Error(`Give a file of images (three dimensions) and one of labels (one dimension) together; ${kinds}.`);
  }
  return split(name, onlyImages.array, onlyLabels.array);
}

/** Makes a source of labelled pictures. Every fifth picture is for testing. */
export function sourceOfPictures(pictures: readonly LabelledPicture[]): ImageSource {
  const size = 28 * 28;
  const data = new Uint8Array(pictures.length * size);
  for (const [i, { pixels }] of pictures.entries()) data.set(pixels, i * size);
  const labels = Uint8Array.from(pictures, ({ label }) => label);
  return split(
    `${pictures.length} pictures`,
    { type: 'uint8', shape: [pictures.length, 28, 28], data },
    { type: 'uint8', shape: [pictures.length], data: labels },
  );
}

function classesOf(images: IdxArray, labels: IdxArray): number {
  return Math.max(2, imageDataset(images, labels).classes);
}

/** Moves every fifth image to the end, where the test set begins. */
function split(name: string, images: IdxArray, labels: IdxArray): ImageSource {
  const classes = classesOf(images, labels);
  const { length } = imageDataset(images, labels, { classes });
  if (length < 2) throw new Error(`${name}: two images at least are needed, one to learn from and one for the test`);
  const isTest = (i: number): number => Number(i % testShare === Math.min(testShare, length) - 1);
  const order = Array.from({ length }, (_, i) => i).sort((a, b) => isTest(a) - isTest(b));
  const all = imageDataset(reordered(images, order), reordered(labels, order), { classes });
  const testStart = order.findIndex(isTest);
  return sourceOf(name, all.rows(0, testStart), all.rows(testStart, length));
}

function reordered(array: IdxArray, order: readonly number[]): IdxArray {
  const result = structuredClone(array);
  const size = array.data.length / order.length;
  for (const [to, from] of order.entries()) {
    result.data.set(array.data.subarray(from * size, (from + 1) * size), to * size);
  }
  return result;
}

function sourceOf(name: string, train: ImageDataset, test: ImageDataset): ImageSource {
  return {
    name,
    load: async (samples, testSamples): Promise<ImageSets> => ({
      name,
      train: train.rows(0, Math.min(samples, train.length)),
      test: test.rows(0, Math.min(testSamples, test.length)),
    }),
  };
}
