import { checkOptions } from '@nnf/core';
import { checkSamples } from './image-options.js';

/** How many samples to read at most: of both sets, or of each. */
export type SamplesPerSet = number | { readonly train?: number | undefined; readonly test?: number | undefined };

/** @throws NnfError `INVALID_ARGUMENT` unless all that is given is an integer of at least 1; `UNKNOWN_NAME` for another set than these */
export function samplesPerSet(samples: SamplesPerSet | undefined): {
  readonly train: number | undefined;
  readonly test: number | undefined;
} {
  if (typeof samples === 'object' && samples !== null) {
    const { train, test } = samples;
    checkOptions('option samples', samples, { train, test });
    checkSamples(train, 'samples.train');
    checkSamples(test, 'samples.test');
    return { train, test };
  }
  checkSamples(samples);
  return { train: samples, test: samples };
}
