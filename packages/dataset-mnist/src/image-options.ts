import { checkOptions, NnfError } from '@nnf/core';

/** How images and labels become matrices. */
export interface ImageOptions {
  /**
   * How many classes there are, the columns of the labels: 1 to 2^31 − 1. Left out, it is the largest label plus one, over all
   * sets that are read together (training and test), and over whole files even where `samples` reads fewer.
   */
  readonly classes?: number | undefined;
  /**
   * - left out: images keep the type of the file; `uint8` has the scale 1/255, other types have none
   * - `uint8`: the same, and an error when the file has another type
   * - `float32`: converted while they are read, `uint8` to v/255, other types by value; four times the memory
   */
  readonly dtype?: 'uint8' | 'float32' | undefined;
  /**
   * - `classes` (the default): one class number per sample, which core takes for a one-hot row
   * - `one-hot`: rows of zeros and a one, in a Uint8Array, or a Float32Array with `dtype: 'float32'`
   */
  readonly labels?: 'classes' | 'one-hot' | undefined;
}

/** How many samples to read at most: of both sets, or of each. */
export type SamplesPerSet = number | { readonly train?: number | undefined; readonly test?: number | undefined };

/** How much to read. */
export interface SampleOptions<S extends SamplesPerSet> {
  /**
   * At most so many of the first samples, integers of at least 1. Of a raw file only these are read, a gzip is inflated only so
   * far, and a download ends about there. Labels are always read and checked in full.
   */
  readonly samples?: S | undefined;
}

/** Which set to read. */
export interface PrefixOption {
  /** What the file names begin with: `emnist-letters` for `emnist-letters-train-images-idx3-ubyte` and the like. */
  readonly prefix?: string | undefined;
}

/** A prefix without the hyphen, underscore or dot at its end: `emnist-letters` for `emnist-letters-`. */
export function trimmedPrefix(prefix: string): string {
  return prefix.replace(/[-_.]+$/, '');
}

/** What a published name begins with: nothing, or the prefix and a hyphen. */
export function nameStart(prefix = ''): string {
  return trimmedPrefix(prefix) && `${trimmedPrefix(prefix)}-`;
}

const mostClasses = 2 ** 31 - 1;

/**
 * @param where whose options they are, for the error
 * @param others a property for each option beside those of images
 * @throws NnfError `INVALID_ARGUMENT` for a wrong value, naming the option; `UNKNOWN_NAME` for an unknown option
 */
export function checkImageOptions<T extends ImageOptions>(
  where: string,
  options: T,
  others: { readonly [name in Exclude<keyof T, keyof ImageOptions>]-?: unknown },
): void {
  const { classes, dtype, labels } = options;
  checkOptions<ImageOptions>(where, options, { ...others, classes, dtype, labels });
  const classesFit = classes === undefined || (Number.isInteger(classes) && classes >= 1 && classes <= mostClasses);
  checkOption(classesFit, 'classes', classes, `an integer from 1 to ${mostClasses}`);
  checkOption([undefined, 'uint8', 'float32'].includes(dtype), 'dtype', dtype, 'uint8 or float32');
  checkOption([undefined, 'classes', 'one-hot'].includes(labels), 'labels', labels, 'classes or one-hot');
}

/** @throws NnfError `INVALID_ARGUMENT` unless `samples` is left out or an integer of at least 1 */
export function checkSamples(samples: number | undefined, option = 'samples'): void {
  const fits = samples === undefined || (Number.isInteger(samples) && samples >= 1);
  checkOption(fits, option, samples, 'an integer of at least 1, or leave it out to read all');
}

/** @throws NnfError as {@link checkSamples}; `UNKNOWN_NAME` for a set other than `train` and `test` */
export function samplesPerSet(samples: SamplesPerSet | undefined): Exclude<SamplesPerSet, number> {
  if (typeof samples !== 'object' || samples === null) {
    checkSamples(samples);
    return { train: samples, test: samples };
  }
  const { train, test } = samples;
  checkOptions('option samples', samples, { train, test });
  checkSamples(train, 'samples.train');
  checkSamples(test, 'samples.test');
  return samples;
}

/** @throws NnfError `INVALID_ARGUMENT` unless it fits */
export function checkOption(fits: boolean, option: string, found: unknown, expected: string): void {
  if (fits) return;
  throw new NnfError('INVALID_ARGUMENT', `option ${option} is ${String(found)}, expected ${expected}`);
}
