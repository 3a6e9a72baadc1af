import { describe, expect, it } from 'vitest';
import { rSquared } from './regression-metrics.js';

const matrix = (columns: number, numbers: readonly number[]) => ({
  rows: numbers.length / columns,
  columns,
  data: Float64Array.from(numbers),
});

describe('rSquared', () => {
  it.each([0, 0.1, -0.3, 1 / 3, 1e-20, 123456.789, 1e15 + 0.3])('of constant targets %d is 1 or 0', (target) => {
    for (const rows of [1, 2, 3, 7, 10, 1000]) {
      const targets = matrix(1, Array<number>(rows).fill(target));
      expect(rSquared.result([Float64Array.of(0)], targets)).toBe(1);
      expect(rSquared.result([Float64Array.of(1e-9)], targets)).toBe(0);
    }
  });

  it('averages constant and other outputs, with any matrix form', () => {
    const targets = matrix(2, [0.1, 1, 0.1, 2, 0.1, 3]);
    // Σ(target − mean)² of the second column is 2.
    expect(rSquared.result([Float64Array.of(0.5, 0.5)], targets)).toBe((0 + 0.75) / 2);
    const bytes = { rows: 3, columns: 1, data: Uint8Array.of(7, 7, 7), scale: 1 / 255 };
    expect(rSquared.result([Float64Array.of(0)], bytes)).toBe(1);
  });

  it('is accurate where targets are far from zero', () => {
    const targets = matrix(1, [1e9, 1e9 + 0.25, 1e9 + 0.5]);
    expect(rSquared.result([Float64Array.of(0.03125)], targets)).toBe(0.75);
  });
});
