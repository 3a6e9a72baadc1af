import type { NumberArray } from '@nnf/core';
import { describe, expect, it } from 'vitest';
import { Heap } from '../memory/heap.js';
import { float32Lanes, float64Lanes } from '../wasm/lanes.js';
import { NonZeroLoader } from './non-zero-loader.js';

const awkward = [0, -0, 1, 0, Number.NaN, 0, 5e-324, 0, -1.5, 0, 0, 1e300, 0, Number.POSITIVE_INFINITY, 0, 0, 0];
const numbers = (length: number): number[] => Array.from({ length }, (_, i) => awkward[(i * 7 + (i >> 4)) % 17]!);
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

describe.each([float32Lanes, float64Lanes])('non-zeros, $dataType', (lanes) => {
  const Numbers = lanes.dataType === 'float32' ? Float32Array : Float64Array;

  it.each(kinds)('are loaded from %s, column and value, row by row', (_, data) => {
    for (const [columns, scale] of [
      [20, 1 / 3],
      [25, undefined],
    ] as const) {
      const heap = new Heap(lanes);
      const loader = new NonZeroLoader(heap);
      const rows = data.length / columns;
      const matrix = { rows, columns, data, ...(scale && { scale }) };
      const { address } = loader.load(matrix, 'a test')!;
      const addresses = new Uint32Array(heap.memory.buffer, address, rows + 1);
      for (let row = 0; row < rows; row++) {
        const [start, end] = [addresses[row]!, addresses[row + 1]!];
        const found = Array.from({ length: (end - start) / lanes.bytes / 2 }, (_, i) => {
          const place = start + i * 2 * lanes.bytes;
          const { buffer } = heap.memory;
          return [new Uint32Array(buffer, place, 1)[0], new Numbers(buffer, place + lanes.bytes, 1)[0]];
        });
        const expected = Array.from(data.subarray(row * columns, (row + 1) * columns))
          .map((value, column) => [column, Numbers.of(value * (scale ?? 1))[0]])
          .filter(([, value]) => value !== 0);
        expect(found).toEqual(expected);
      }
    }
  });

  it('are loaded from a matrix that is large enough for them to be counted first', () => {
    const [rows, columns] = [2, 300_000];
    const data = Uint8Array.from(integers(rows * columns));
    const heap = new Heap(lanes);
    const { address } = new NonZeroLoader(heap).load({ rows, columns, data }, 'a test')!;
    const { buffer } = heap.memory;
    const [start, middle, end] = new Uint32Array(buffer, address, 3);
    const values = (from: number, to: number): number[] =>
      Array.from(new Numbers(buffer, from, (to - from) / lanes.bytes)).filter((_, i) => i % 2 === 1);
    const expected = (row: number): number[] =>
      Array.from(data.subarray(row * columns, (row + 1) * columns)).filter((value) => value !== 0);
    expect(values(start!, middle!)).toEqual(expected(0));
    expect(values(middle!, end!)).toEqual(expected(1));
  });

  it('are not loaded if more than two fifths of the numbers are not zero, or rows are short', () => {
    const loader = new NonZeroLoader(new Heap(lanes));
    for (const rows of [1, 3, 300, 30_000]) {
      const most = Math.floor(rows * 20 * 0.4);
      const withNonZeros = (count: number): NumberArray => new Uint8Array(rows * 20).fill(7, rows * 20 - count);
      expect(loader.load({ rows, columns: 20, data: withNonZeros(most) }, 'a test')).toBeDefined();
      expect(loader.load({ rows, columns: 20, data: withNonZeros(most + 1) }, 'a test')).toBeUndefined();
      expect(loader.load({ rows: rows * 2, columns: 10, data: withNonZeros(0) }, 'a test')).toBeUndefined();
    }
  });
});

/** Shared memory that another thread fills while it is scanned: after some rows, there are no zeros any more. */
class FillingBytes extends Uint8Array {
  rowsLeft = Number.POSITIVE_INFINITY;

  override subarray(begin?: number, end?: number): Uint8Array<ArrayBuffer> {
    if (this.rowsLeft-- <= 0) this.fill(1);
    return new Uint8Array(this.buffer as ArrayBuffer).subarray(begin, end);
  }
}

it.each([
  ['counted first', 1000, 1100],
  ['not counted', 40, 10],
])('data that another thread fills during the scan stays inside its block: %s', (_, rows, rowsLeft) => {
  const columns = 784;
  const heap = new Heap(float32Lanes);
  const loader = new NonZeroLoader(heap);
  const scratch = loader.load({ rows: 1, columns, data: new Uint8Array(columns) }, 'a test')!;
  heap.give(scratch);
  const data = new FillingBytes(rows * columns);
  for (let i = 0; i < data.length; i += 50) data[i] = 1;
  // A block behind that of the non-zeros, which must not change.
  const most = heap.take(1, 'a test');
  heap.give(most);
  const before = heap.take(64 + (rows + 4) * 4 + (Math.ceil(data.length / 50) + columns) * 8, 'a test');
  const guard = heap.take(3 * rows * columns * 8, 'a test');
  heap.give(before);
  data.rowsLeft = rowsLeft;
  const loaded = loader.load({ rows, columns, data }, 'a test');
  expect(loaded).toBeUndefined();
  const { address, bytes } = guard;
  expect(heap.views.uint8.subarray(address, address + bytes).every((byte) => byte === 0)).toBe(true);
});
