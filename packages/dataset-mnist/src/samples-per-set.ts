import { checkSamples } from './image-options.js';

/** How many samples to read at most: of both sets, or of each. */
export type SamplesPerSet = number | { readonly train?: number | undefined; readonly test?: number | undefined };

/** @throws NnfError `INVALID_ARGUMENT` unless all that is given is an integer of at least 1 */
export function samplesPerSet(samples: SamplesPerSet | undefined): {
  readonly train: number | undefined;
  readonly test: number | undefined;
} {
  if (typeof samples === 'object' && samples !== null) {
    checkSamples(samples.train, 'samples.train');
    checkSamples(samples.test, 'samples.test');
    return { train: samples.train, test: samples.test };
  }
  checkSamples(samples);
  return { train: samples, test: samples };
}
