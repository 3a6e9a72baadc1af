import { checkOptions, NnfError } from '@nnf/core';

/** How images and labels become matrices. */
export interface ImageOptions {
  /**
   * How many classes there are, the columns of the labels: 1 to 2^31 − 1. Left out, it is the largest label there is and one
   * more, over all that is read together (training and test set), and over the whole files even where `samples` reads less of
   * them.
   */
  readonly classes?: number | undefined;
  /**
   * - left out: images stay what the file has; `uint8` has the scale 1/255, other types have none
   * - `uint8`: the same, and an error when the file has another type
   * - `float32`: converted while they are read, `uint8` as v/255, other types by value; four times the memory
   */
  readonly dtype?: 'uint8' | 'float32' | undefined;
  /**
   * - `classes` (the default): one number a sample, which core takes for a one-hot row
   * - `one-hot`: rows of zeros and a one, in a Uint8Array, or a Float32Array with `dtype: 'float32'`
   */
  readonly labels?: 'classes' | 'one-hot' | undefined;
}

const mostClasses = 2 ** 31 - 1;

/**
 * @param where whose options they are
 * @param others an object with a property for each option that there is beside those of images
 * @throws NnfError `INVALID_ARGUMENT` naming the option, what it is and what it may be; `UNKNOWN_NAME` for an option that there is not
 */
export function checkImageOptions<T extends ImageOptions>(
  where: string,
  options: T,
  others: { readonly [name in Exclude<keyof T, keyof ImageOptions>]-?: unknown },
): void {
  const { classes, dtype, labels } = options;
  checkOptions<ImageOptions>(where, options, { ...others, classes, dtype, labels });
  if (classes !== undefined && !(Number.isInteger(classes) && classes >= 1 && classes <= mostClasses)) {
    throw invalid('classes', classes, `an integer from 1 to ${mostClasses}`);
  }
  if (dtype !== undefined && dtype !== 'uint8' && dtype !== 'float32')
    throw invalid('dtype', dtype, 'uint8 or float32');
  if (labels !== undefined && labels !== 'classes' && labels !== 'one-hot') {
    throw invalid('labels', labels, 'classes or one-hot');
  }
}

/** @throws NnfError `INVALID_ARGUMENT` unless it is left out or an integer of at least 1 */
export function checkSamples(samples: number | undefined, option = 'samples'): void {
  if (samples !== undefined && !(Number.isInteger(samples) && samples >= 1)) {
    throw invalid(option, samples, 'an integer of at least 1, or leave it out to read all');
  }
}

function invalid(option: string, found: unknown, expected: string): NnfError {
  return new NnfError('INVALID_ARGUMENT', `option ${option} is ${String(found)}, expected ${expected}`);
}
