import type { NumberArray } from '@nnf/core';
import { describe, expect, it } from 'vitest';
import { Heap } from './heap.js';
import { float32Lanes, float64Lanes } from './lanes.js';
import { NonZeroKernels } from './non-zero-kernels.js';

const awkward = [0, -0, 1, -1.5, Number.NaN, 5e-324, 1e300, Number.POSITIVE_INFINITY, 0, 0];
const numbers = (length: number): number[] => Array.from({ length }, (_, i) => awkward[(i * 7 + (i >> 4)) % 10]!);
const integers = (length: number): number[] => Array.from({ length }, (_, i) => Math.max(0, ((i * 37) % 255) - 180));

const kinds: readonly (readonly [string, NumberArray])[] = [
  ['64-bit floats', Float64Array.from(numbers(1000))],
  ['32-bit floats', Float32Array.from(numbers(1000))],
  ['bytes, more than a piece of them', Uint8Array.from(integers(40_000))],
  ['signed numbers', Int16Array.from(integers(1000), (value) => -value)],
  ['large numbers', Uint32Array.from(integers(1000), (value) => value * 2 ** 24)],
  ['zeros', new Int8Array(500)],
  ['nothing', new Float32Array(0)],
];

describe.each([float32Lanes, float64Lanes])('NonZeroKernels, $dataType', (lanes) => {
  const Numbers = lanes.dataType === 'float32' ? Float32Array : Float64Array;

  it.each(kinds)('counts %s', (_, data) => {
    const expected = Array.from(data).filter((value) => value !== 0).length;
    expect(new NonZeroKernels(new Heap(), lanes).count(data)).toBe(expected);
  });

  it.each(kinds)('writes the column and the value of %s, row by row', (_, data) => {
    const heap = new Heap();
    const nonZeros = new NonZeroKernels(heap, lanes);
    const columns = 20;
    const scale = 1 / 3;
    const { address } = heap.take(nonZeros.count(data) * 2 * lanes.bytes, 'entries');
    const addresses = nonZeros.compact(data, columns, scale, address);
    const rows = data.length / columns;
    expect(addresses).toHaveLength(rows + 1);
    expect(addresses[0]).toBe(address);
    for (let row = 0; row < rows; row++) {
      const [start, end] = [addresses[row]!, addresses[row + 1]!];
      const found = Array.from({ length: (end - start) / lanes.bytes / 2 }, (_, i) => {
        const place = start + i * 2 * lanes.bytes;
        const { buffer } = heap.memory;
        return [new Uint32Array(buffer, place, 1)[0], new Numbers(buffer, place + lanes.bytes, 1)[0]];
      });
      const expected = Array.from(data.subarray(row * columns, (row + 1) * columns))
        .map((value, column) => [column, value] as const)
        .filter(([, value]) => value !== 0)
        .map(([column, value]) => [column, Numbers.of(value * scale)[0]]);
      expect(found).toEqual(expected);
    }
  });
});
