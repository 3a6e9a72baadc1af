import { NnfError } from '@nnf/core';
import { type FetchOptions, firstPiece, transferOf } from './fetch-options.js';
import { openFirst } from './fetch-source.js';
import type { ImageDataset } from './image-dataset.js';
import { checkImageOptions, checkSamples } from './image-options.js';
import { readSet } from './read-image-sets.js';

/** What {@link fetchImages} may be told. */
export interface FetchImagesOptions extends FetchOptions {
  /**
   * At most so many of the first samples, an integer of at least 1. No more than about that much is downloaded, by `Range`
   * where the server offers it, else by ending the transfer. Labels are always read and checked in full.
   */
  readonly samples?: number | undefined;
}

/**
 * Fetches one set of images and labels, from two addresses of any name, raw or gzip.
 *
 * Where training and test set are fetched one by one, give both the same `classes`: each alone counts only its own labels.
 *
 * @param addresses of both files; relative to the page in a browser
 * @throws NnfError and the signal's reason, as {@link fetchMnist}
 * @example
 * const digits = await fetchImages({ images: '/digits.idx3.gz', labels: '/digits.idx1.gz' }, { samples: 100 });
 */
export async function fetchImages(
  addresses: { readonly images: string | URL; readonly labels: string | URL },
  options: FetchImagesOptions = {},
): Promise<ImageDataset> {
  const { samples, signal, onProgress, fetch } = options;
  checkImageOptions('fetchImages', options, { samples, signal, onProgress, fetch });
  checkSamples(samples);
  const { images, labels } = addresses;
  checkAddress(images, 'images');
  checkAddress(labels, 'labels');
  const transfer = transferOf(options);
  const opener = {
    images: () => openFirst([String(images)], transfer, firstPiece(samples)),
    labels: () => openFirst([String(labels)], transfer),
    samples,
  };
  return readSet(opener, options);
}

function checkAddress(address: string | URL, what: string): void {
  if ((typeof address === 'string' && address !== '') || address instanceof URL) return;
  throw new NnfError(
    'INVALID_ARGUMENT',
    `fetchImages: ${what} is ${address === '' ? "''" : String(address)}, expected an address`,
  );
}
