import { checkByRules, type Rule, type Rules } from './option-rules.js';

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
  /** Whether lines and columns of every image are swapped. EMNIST's files hold images that are transposed. Default: false. */
  readonly transpose?: boolean | undefined;
}

/** How many samples to read at most: of both sets, or of each. */
export type SamplesPerSet = number | { readonly train?: number | undefined; readonly test?: number | undefined };

/** The options for images that are read from files. */
export interface FileOptions<S extends SamplesPerSet> extends ImageOptions {
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

const mostClasses = 2_147_483_647;

export const imageRules: Rules<ImageOptions> = {
  classes: { expected: 'an integer from 1 to 2147483647', fits: (value) => isCount(value) && value <= mostClasses },
  dtype: { expected: 'uint8 or float32', fits: (value) => value === 'uint8' || value === 'float32' },
  labels: { expected: 'classes or one-hot', fits: (value) => value === 'classes' || value === 'one-hot' },
  transpose: { expected: 'true or false', fits: (value) => typeof value === 'boolean' },
};

export const prefixRule: Rule = { expected: 'a string', fits: (value) => typeof value === 'string' };

export const samplesRule: Rule = {
  expected: 'an integer of at least 1, or leave it out to read all',
  fits: isCount,
};

export const samplesPerSetRule: Rule = {
  expected: 'an integer of at least 1, or leave it out to read all',
  fits: (value) => isCount(value) || (typeof value === 'object' && value !== null),
};

/** @throws NnfError `INVALID_ARGUMENT` for a wrong number, `UNKNOWN_NAME` for a set other than `train` and `test` */
export function samplesPerSet(samples: SamplesPerSet | undefined): Exclude<SamplesPerSet, number> {
  const perSet = typeof samples === 'object' ? samples : { train: samples, test: samples };
  checkByRules('option samples', perSet, { train: samplesRule, test: samplesRule }, 'samples.');
  return perSet;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1;
}
