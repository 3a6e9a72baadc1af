import { NnfError } from '../base/errors.js';
import { absorbInteger, initialState, type RandomState } from './random.js';
import { checkSeed } from './seed.js';

/**
 * Random numbers on the host, for initial weights and shuffling: the generator of `random.ts`, keyed by
 * (seed, step, stream, row, column). The same key gives the same number on every machine and engine.
 */
export interface RandomSource {
  /**
   * A number in [0, 1), a multiple of 2⁻⁴⁸. The same row and column give the same number.
   *
   * @throws NnfError `INVALID_ARGUMENT` for a row or column that is not an integer of 0 or more
   */
  uniform(row: number, column: number): number;
}

/** Streams below this number belong to layers; what the host draws is keyed from here on. */
const hostStreams = 2048;

/** What the host draws random numbers for. */
export type RandomPurpose = 'initial values' | 'shuffle';

/**
 * The source for one purpose.
 *
 * @param seed an integer from 0 to 2³² − 1
 * @param step which of several: the parameter's number, or the epoch
 * @throws NnfError `INVALID_ARGUMENT` for another seed
 */
export function randomSource(seed: number, purpose: RandomPurpose, step: number): RandomSource {
  const stream = hostStreams + (purpose === 'shuffle' ? 1 : 0);
  const start = absorbInteger(initialState(checkSeed(seed), step), stream);
  let lastRow = -1;
  let rowState: RandomState<number> = start;
  return {
    uniform(row, column) {
      if (!(Number.isSafeInteger(row) && Number.isSafeInteger(column) && row >= 0 && column >= 0)) {
        throw new NnfError(
          'INVALID_ARGUMENT',
          `random.uniform: expected a row and a column, integers of 0 or more, got ${String(row)} and ${String(column)}`,
        );
      }
      if (row !== lastRow) {
        rowState = absorbInteger(start, row);
        lastRow = row;
      }
      const words = absorbInteger(rowState, column);
      return (words[0] * 4096 + words[1] + (words[2] * 4096 + words[3]) * 2 ** -24) * 2 ** -24;
    },
  };
}

/**
 * The numbers 0 to length − 1 in random order (Fisher and Yates; Knuth, *The Art of Computer Programming* 2, 3.4.2,
 * algorithm P).
 */
export function shuffledOrder(length: number, random: RandomSource): Uint32Array {
  const order = Uint32Array.from({ length }, (_, i) => i);
  for (let i = length - 1; i > 0; i--) {
    const j = Math.floor(random.uniform(0, i) * (i + 1));
    const other = order[j]!;
    order[j] = order[i]!;
    order[i] = other;
  }
  return order;
}
