import { describe, expect, it } from 'vitest';
import { power } from './power.js';

describe('power', () => {
  it.each([
    [0.9, 0, 1],
    [0.9, 1, 0.9],
    [0.5, 10, 2 ** -10],
    [0, 3, 0],
    [0, 0, 1],
    [3, 13, 1594323],
  ])('of %d and %d is %d', (base, exponent, expected) => {
    expect(power(base, exponent)).toBe(expected);
  });

  it.each([0.9, 0.99, 0.999, 0.99999])('leaves 1 − %d to the step right to 11 places', (base) => {
    for (const step of [2, 3, 7, 100, 1023, 4096, 99_999, 10_000_000]) {
      expect(Math.abs(1 - power(base, step) - (1 - base ** step))).toBeLessThan(1e-11);
    }
  });
});
