import { describe, expect, it } from 'vitest';
import { nonFiniteIn } from './finite.js';

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
