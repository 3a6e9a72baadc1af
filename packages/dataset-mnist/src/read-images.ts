import { findOnlyPair } from './find-pairs.js';
import type { ImageDataset } from './image-dataset.js';
import { checkImageOptions, checkSamples, type ImageOptions } from './image-options.js';
import { localPath } from './local-path.js';
import { readSet } from './read-image-sets.js';
import { openerOf } from './read-mnist.js';

/** What {@link readImages} may be told. */
export interface ReadImagesOptions extends ImageOptions {
  /**
   * At most so many of the first samples, an integer of at least 1. Of a raw file only these are read, a gzip is inflated only so
   * far. Labels are always read and checked in full.
   */
  readonly samples?: number | undefined;
  /** Which set, in a folder with several: `emnist-letters-test` for `emnist-letters-test-images-idx3-ubyte`. */
  readonly prefix?: string | undefined;
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
  const { samples, prefix } = options;
  checkImageOptions('readImages', options, { samples, prefix });
  checkSamples(samples);
  const pair =
    typeof location === 'object' && location !== null && 'images' in location
      ? { images: localPath(location.images, 'images'), labels: localPath(location.labels, 'labels') }
      : await findOnlyPair(localPath(location, 'the folder'), prefix);
  return readSet(openerOf(pair, samples), options);
}
