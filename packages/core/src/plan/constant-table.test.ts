import { describe, expect, it } from 'vitest';
import { ConstantTable } from './constant-table.js';

describe('ConstantTable', () => {
  it('numbers arrays by content', () => {
    const table = new ConstantTable();
    const numberOf = (...values: readonly number[]): number => table.number(Float64Array.from(values));
    const contents = [[1, 2], [2, 1], [1], [0], [-0], [Number.NaN], [1, 2, 0]];
    const numbers = contents.map((values) => numberOf(...values));
    expect(new Set(numbers).size).toBe(contents.length);
    expect(contents.map((values) => numberOf(...values))).toEqual(numbers);
  });

  it('reads only its view of a buffer', () => {
    const table = new ConstantTable();
    const all = Float64Array.of(1, 2, 3, 1, 2, 3);
    expect(table.number(all.subarray(0, 3))).toBe(table.number(all.subarray(3)));
    expect(table.number(all.subarray(1, 4))).not.toBe(table.number(all.subarray(0, 3)));
  });

  it('quickly distinguishes thousands of large arrays with equal beginnings', () => {
    const table = new ConstantTable();
    const numbers = Array.from({ length: 3000 }, (_, i) => table.number(new Float64Array(100).fill(i, 99)));
    expect(new Set(numbers).size).toBe(3000);
  });
});
