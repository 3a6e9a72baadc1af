import { NnfError } from '../base/errors.js';
import { invalidArgument } from '../base/invalid-argument.js';

const seeds = 4294967296;

/**
 * A random seed.
 *
 * @throws NnfError `INVALID_ARGUMENT` if the host has no `crypto.getRandomValues`
 */
export function drawSeed(): number {
  const { crypto } = globalThis;
  if (crypto?.getRandomValues) return crypto.getRandomValues(new Uint32Array(1))[0]!;
  throw new NnfError(
    'INVALID_ARGUMENT',
    `createNetwork: this host has no crypto.getRandomValues to draw a seed; pass seed, an integer from 0 to ${seeds - 1}`,
  );
}

/**
 * Checks and returns the seed.
 *
 * @throws NnfError `INVALID_ARGUMENT` unless it is an integer from 0 to 2³² − 1
 */
export function checkSeed(seed: number): number {
  if (Number.isInteger(seed) && seed >= 0 && seed < seeds) return seed;
  throw invalidArgument('seed', seed, `an integer from 0 to ${seeds - 1}`);
}
