import { NnfError } from './errors.js';

const seeds = 4294967296;

/**
 * The seed itself, or a new one where there is none.
 *
 * @throws NnfError `INVALID_ARGUMENT` unless it is an integer from 0 to 2³² − 1
 */
export function checkSeed(seed: number | undefined): number {
  if (seed === undefined) return crypto.getRandomValues(new Uint32Array(1))[0]!;
  if (Number.isInteger(seed) && seed >= 0 && seed < seeds) return seed;
  throw new NnfError('INVALID_ARGUMENT', `seed is ${String(seed)}, expected an integer from 0 to ${seeds - 1}`);
}
