import { NnfError } from '../base/errors.js';
import { newNumbers } from '../base/new-numbers.js';
import { absorbInteger, asUniform, fillUniform, initialState } from './random.js';
import { checkSeed } from './seed.js';

/**
 * Random numbers on the host, for initial weights and shuffling. It is the generator of `random.ts`, keyed by
 * (seed, step, stream, row, column). The same key gives the same number on every machine and engine.
 */
export interface RandomSource {
  /**
   * A uniform number in [0, 1), a multiple of 2⁻⁴⁸. The same row and column always give the same number.
   *
   * @throws NnfError `INVALID_ARGUMENT` for a row or column that is not an integer of 0 or more
   */
  uniform(row: number, column: number): number;
  /**
   * A new array of `rows · columns` uniform numbers: element `row * columns + column` is `uniform(row, column)`.
   *
   * @throws NnfError `INVALID_ARGUMENT` for a number of rows or columns that is not an integer of 0 or more
   * @example
   * const values = random.uniforms(rows, columns);
   * for (let i = 0; i < values.length; i++) values[i] = 2 * values[i]! - 1;
   */
  uniforms(rows: number, columns: number): Float64Array;
}

/** The host's first stream. Lower streams belong to layers. */
const hostStreams = 2048;

/** The purpose of the host's random numbers. */
export type RandomPurpose = 'initial values' | 'shuffle';

/**
 * The random numbers for one purpose.
 *
 * @param seed an integer from 0 to 2³² − 1
 * @param step the parameter's index for initial values, the epoch for shuffling
 * @param origin the row and the column that count as 0. Default: 0 and 0
 * @throws NnfError `INVALID_ARGUMENT` for any other seed
 * @example
 * randomSource(1, 'initial values', 0).uniforms(2, 3); // six numbers in [0, 1)
 */
export function randomSource(
  seed: number,
  purpose: RandomPurpose,
  step: number,
  origin: readonly [row: number, column: number] = [0, 0],
): RandomSource {
  const stream = hostStreams + (purpose === 'shuffle' ? 1 : 0);
  const firstRow = origin[0];
  const firstColumn = origin[1];
  const start = absorbInteger(initialState(checkSeed(seed), step), stream);
  return {
    uniform(row, column) {
      checkIntegers('[row, column]', row, column);
      return asUniform(...absorbInteger(absorbInteger(start, firstRow + row), firstColumn + column));
    },
    uniforms(rows, columns) {
      checkIntegers('[rows, columns]', rows, columns);
      const values = newNumbers('float64', rows * columns, 'random numbers');
      for (let row = 0; row < rows; row++) {
        fillUniform(absorbInteger(start, firstRow + row), values, row * columns, columns, firstColumn);
      }
      return values;
    },
  };
}

function checkIntegers(what: string, rows: number, columns: number): void {
  if (Number.isSafeInteger(rows) && Number.isSafeInteger(columns) && rows >= 0 && columns >= 0) return;
  throw new NnfError('INVALID_ARGUMENT', `random: ${what} is [${rows}, ${columns}], expected integers of 0 or more`);
}

/**
 * The numbers 0 to length − 1 in random order (Fisher and Yates; Knuth, *The Art of Computer Programming* 2, 3.4.2,
 * algorithm P).
 */
export function shuffledOrder(length: number, random: RandomSource): Uint32Array {
  const order = Uint32Array.from({ length }, (_, i) => i);
  const uniforms = random.uniforms(1, length);
  for (let i = length - 1; i > 0; i--) {
    const j = Math.floor(uniforms[i]! * (i + 1));
    const other = order[j]!;
    order[j] = order[i]!;
    order[i] = other;
  }
  return order;
}
