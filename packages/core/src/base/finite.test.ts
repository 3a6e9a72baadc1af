import { describe, expect, it } from 'vitest';
import { isPositive, nonFiniteIn } from './finite.js';

describe('nonFiniteIn', () => {
  it.each([
    [[], -1],
    [[0, -0, 1e308, -5e-324], -1],
    [[1, Number.NaN, Number.POSITIVE_INFINITY], 1],
    [[1, 2, Number.NEGATIVE_INFINITY], 2],
  ])('of %j is at %d', (values, index) => {
    expect(nonFiniteIn(values)).toBe(index);
    expect(nonFiniteIn(Float64Array.from(values))).toBe(index);
  });
});

describe('in float32', () => {
  const largest = (2 - 2 ** -23) * 2 ** 127;
  const rounding = 2 ** 128 - 2 ** 103;

  it.each([largest, rounding * (1 - 2 ** -53), rounding, -rounding, 1e39, -1e300, 1e-320, 0])(
    'nonFiniteIn agrees with Math.fround on %d',
    (value) => {
      expect(nonFiniteIn([0, value], 'float32')).toBe(Number.isFinite(Math.fround(value)) ? -1 : 1);
      expect(nonFiniteIn([0, value])).toBe(-1);
    },
  );

  it.each<[unknown, boolean, boolean]>([
    [1, true, true],
    [1e-320, true, false],
    [1e39, true, false],
    [0, false, false],
    [-1, false, false],
    [Number.NaN, false, false],
    [Number.POSITIVE_INFINITY, false, false],
    ['1', false, false],
    [null, false, false],
  ])('isPositive of %o is %s in float64, %s in float32', (value, float64, float32) => {
    expect([isPositive(value), isPositive(value, 'float32')]).toEqual([float64, float32]);
  });
});
