import { describe, expect, it } from 'vitest';
import { randomSource } from '../random/random-source.js';
import { failureOf } from '../testing/failure-of.js';
import { defineInitializer, initialValues } from './initializer.js';

const shape = { rows: 2, columns: 3, fanIn: 2, fanOut: 3, role: 'weight' } as const;
const valuesOf = (fill: () => unknown): Float64Array =>
  initialValues(
    defineInitializer('odd', { fill: fill as () => Float64Array }),
    shape,
    randomSource(1, 'initial values', 0),
    'hidden 1 weights',
  );

describe('initialValues', () => {
  it("returns the initializer's values", () => {
    const values = Float64Array.of(1, 2, 3, 4, 5, 6);
    expect(valuesOf(() => values)).toBe(values);
  });

  it('passes the shape and the random numbers', () => {
    const random = randomSource(1, 'initial values', 0);
    const seen: unknown[] = [];
    const spy = defineInitializer('spy', {
      fill: (given, source) => {
        seen.push(given, source);
        return new Float64Array(6);
      },
    });
    initialValues(spy, shape, random, 'here');
    expect(seen).toEqual([shape, random]);
  });

  it.each([
    ['too few', () => new Float64Array(5), 'returned 5 numbers, expected a Float64Array of 6 for [2, 3]'],
    ['too many', () => new Float64Array(7), 'returned 7 numbers, expected a Float64Array of 6 for [2, 3]'],
    ['another array', () => [1, 2, 3, 4, 5, 6], 'returned an array, expected a Float64Array of 6 for [2, 3]'],
    [
      'float32s',
      () => new Float32Array(6),
      'returned an instance of Float32Array, expected a Float64Array of 6 for [2, 3]',
    ],
    ['nothing', () => undefined, 'returned undefined, expected a Float64Array of 6 for [2, 3]'],
    [
      'NaN',
      () => Float64Array.of(1, 2, 3, 4, Number.NaN, 6),
      'returned NaN at row 1, column 1, expected a finite number',
    ],
    [
      'Infinity',
      () => Float64Array.of(1, 2, Number.POSITIVE_INFINITY, 4, 5, 6),
      'returned Infinity at row 0, column 2, expected a finite number',
    ],
  ])('refuses %s', (_, fill, message) => {
    expect(failureOf(() => valuesOf(fill))).toBe(
      `INVALID_INITIAL_VALUES hidden 1 weights: the initializer 'odd' ${message}`,
    );
  });
});
