import { describe, expect, it } from 'vitest';
import { failureOf } from '../testing/failure-of.js';
import { toNumberArray } from './number-array.js';

describe('toNumberArray', () => {
  it('returns a typed array unchanged', () => {
    for (const data of [Float32Array.of(1, 2), Uint8Array.of(1, 2), new Float64Array(0)]) {
      expect(toNumberArray(data, 'weights')).toBe(data);
    }
  });

  it('copies a plain array, and a typed array after a JSON round trip', () => {
    const numbers = [1, -2.5, 0.1];
    expect(toNumberArray(numbers, 'weights')).toEqual(Float64Array.from(numbers));
    for (const typed of [Float32Array.from(numbers), Float64Array.from({ length: 12 }, (_, i) => i / 7)]) {
      expect(toNumberArray(JSON.parse(JSON.stringify(typed)), 'weights')).toEqual(Float64Array.from(typed));
    }
  });

  it.each<[unknown, string]>([
    [undefined, 'data is undefined, '],
    ['12', "data is '12', "],
    [{ rows: 1, columns: 1 }, 'data is an object with rows, columns, '],
    [{ 1: 2 }, 'data is an object with 1, '],
    [BigInt64Array.of(1n), 'data is an instance of BigInt64Array, '],
    [new DataView(new ArrayBuffer(8)), 'data is an instance of DataView, '],
    [[1, null], 'data[1] is null, expected a number'],
    [{ 0: 1, 1: '2' }, "data[1] is '2', expected a number"],
    [new Array(2), 'data[0] is undefined, expected a number'],
    [[[1, 2]], 'data[0] is an array, expected a number'],
  ])('refuses %o', (data, message) => {
    expect(failureOf(() => toNumberArray(data, 'weights'))).toContain(`INVALID_MATRIX weights: ${message}`);
  });
});
