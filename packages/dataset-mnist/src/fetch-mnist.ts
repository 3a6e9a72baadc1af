import { type Download, downloadWhole, openFirst } from './download.js';
import { downloadBeginning } from './download-beginning.js';
import { addressOf } from './fetch-idx.js';
import type { ImageDataset } from './image-dataset.js';
import {
  type FileOptions,
  imageRules,
  nameStart,
  type PrefixOption,
  prefixRule,
  type SamplesPerSet,
  samplesPerSet,
  samplesPerSetRule,
  samplesRule,
} from './image-options.js';
import { checkByRules } from './option-rules.js';
import { type PairOpener, readSet, readTrainAndTest, type TrainAndTest } from './read-sets.js';
import { type FetchOptions, fetchRules, Transfer } from './transfer.js';

/** The options of {@link fetchMnist}. */
export interface FetchMnistOptions extends FileOptions<SamplesPerSet>, PrefixOption, FetchOptions {}

/** The options of {@link fetchImages}. */
export interface FetchImagesOptions extends FileOptions<number>, FetchOptions {}

/**
 * Fetches a training and a test set by MNIST's published names, from a server that has them in one folder:
 * `train-images-idx3-ubyte.gz` and so on, with or without `.gz`, `.idx` for `-idx`, `test` for `t10k`. The spelling that the
 * first file is found by is tried first for the others. QMNIST's extended labels, `idx2-int`, are looked for last.
 *
 * @param baseUrl the folder's address, with or without a slash at its end; relative to the page in a browser
 * @returns `{ train, test }`; both have the same image size and, over both, the same number of classes
 * @throws NnfError and the signal's reason, as {@link fetchIdx}; `IDX_NOT_FOUND` lists the addresses with the server's answers.
 * `IDX_SHAPE` and `IDX_LABELS` where the files are not two sets that belong together
 * @example
 * const { train, test } = await fetchMnist('/data/mnist', {
 *   signal: AbortSignal.timeout(60_000),
 *   onProgress: ({ received, total }) => { bar.value = received / (total ?? Infinity); },
 * });
 */
export async function fetchMnist(baseUrl: string | URL, options: FetchMnistOptions = {}): Promise<TrainAndTest> {
  const rules = { samples: samplesPerSetRule, prefix: prefixRule, ...fetchRules, ...imageRules };
  checkByRules('fetchMnist', options, rules);
  const { train, test } = samplesPerSet(options.samples);
  const folder = addressOf(baseUrl, 'fetchMnist', 'baseUrl', 'the address of a folder').replace(/\/*$/, '/');
  const transfer = new Transfer(options);
  const spellings = ['-idx#-ubyte.gz', '-idx#-ubyte', '.idx#-ubyte.gz', '.idx#-ubyte'];
  const pair = (splits: readonly string[], samples: number | undefined): PairOpener => ({
    samples,
    async open(part) {
      const starts = splits.map((split) => `${folder}${nameStart(options.prefix)}${split}-${part}`);
      const ends = spellings.map((spelling) => spelling.replace('#', part === 'images' ? '3' : '1'));
      if (part === 'labels') ends.push('-idx2-int.gz', '-idx2-int');
      const urls = ends.flatMap((end) => starts.map((start) => start + end));
      const file = await openFirst(urls, downloaderOf(part, transfer, samples));
      // The spelling that was found is tried first from now on.
      spellings.unshift(...spellings.splice(Math.floor(urls.indexOf(file.name) / splits.length), 1));
      return file;
    },
  });
  return readTrainAndTest(pair(['train'], train), pair(['t10k', 'test'], test), options);
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
  checkByRules('fetchImages', options, { samples: samplesRule, ...fetchRules, ...imageRules });
  const { samples } = options;
  const urls = {
    images: addressOf(addresses.images, 'fetchImages', 'images'),
    labels: addressOf(addresses.labels, 'fetchImages', 'labels'),
  };
  const transfer = new Transfer(options);
  return readSet({ samples, open: (part) => openFirst([urls[part]], downloaderOf(part, transfer, samples)) }, options);
}

/**
 * @param samples how many images are wanted, where not all are. As many of MNIST's size are asked for at first: smaller images
 * are there at once, larger ones with one or two requests more
 */
function downloaderOf(
  part: 'images' | 'labels',
  transfer: Transfer,
  samples: number | undefined,
): (url: string) => Promise<Download> {
  if (part === 'labels' || samples === undefined) return (url) => downloadWhole(url, transfer);
  return (url) => downloadBeginning(url, transfer, 1024 + samples * 784);
}
