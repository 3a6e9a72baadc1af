import type { ReduceNode, Shape } from '@nnf/core';
import { describe, expect, it } from 'vitest';
import { reduceStep } from './reduce.js';
import { executeInPieces, roomFor, someNumbers, storageOf } from './testing/storage.js';

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;

function reduce(
  reduction: ReduceNode['reduction'],
  axis: ReduceNode['axis'],
  shape: Shape,
  values: ArrayLike<number>,
  sizes: readonly number[] = [1],
): readonly number[] {
  const x = storageOf(shape, values);
  const result: Shape = [axis === 'columns' ? shape[0] : 1, axis === 'rows' ? shape[1] : 1];
  const target = roomFor(result, x.rows());
  const step = reduceStep({ operation: 'reduce', reduction, axis, operands: [0], shape: result, label: '' }, x, target);
  executeInPieces(step, sizes);
  executeInPieces(step, sizes);
  return [...target.values];
}

describe('reduceStep', () => {
  const values = [3, 1, 2, 0, 5, 4];
  it.each([
    ['sum', 'rows', [3, 6, 6]],
    ['sum', 'columns', [6, 9]],
    ['sum', 'both', [15]],
    ['max', 'rows', [3, 5, 4]],
    ['max', 'columns', [3, 5]],
    ['max', 'both', [5]],
    ['argmax', 'rows', [0, 1, 1]],
    ['argmax', 'columns', [0, 1]],
    ['argmax', 'both', [4]],
  ] as const)('gives the %s over %s', (reduction, axis, expected) => {
    for (const rows of [2, 'batch'] as const) {
      for (const sizes of [[1], [2]]) expect(reduce(reduction, axis, [rows, 3], values, sizes)).toEqual(expected);
    }
  });

  it.each([
    ['rows', [2, 3], [7, 1, 1, 7, 2, 1], [0, 1, 0]],
    ['columns', [2, 3], [1, 7, 7, 2, 2, 2], [1, 0]],
    ['both', [2, 3], [1, 2, 7, 7, 7, 0], [2]],
    ['columns', [2, 2], [0, -0, -0, 0], [0, 0]],
    ['columns', [1, 2], [-infinity, -infinity], [0]],
  ] as const)('gives the first of several that are equal, over %s of %j', (axis, shape, list, expected) => {
    expect(reduce('argmax', axis, shape, list)).toEqual(expected);
  });

  it('counts NaN as the largest, the first of several', () => {
    const list = [1, nan, infinity, 3, 2, nan];
    expect(reduce('max', 'columns', [2, 3], list)).toEqual([nan, nan]);
    expect(reduce('argmax', 'columns', [2, 3], list)).toEqual([1, 2]);
    expect(reduce('argmax', 'columns', [2, 2], [nan, nan, infinity, nan])).toEqual([0, 1]);
    expect(reduce('argmax', 'rows', [3, 1], [nan, 5, nan])).toEqual([0]);
    expect(reduce('max', 'both', [2, 3], list)).toEqual([nan]);
    expect(reduce('argmax', 'both', [2, 3], list)).toEqual([1]);
    expect(reduce('sum', 'rows', [2, 3], list)).toEqual([4, nan, nan]);
  });

  it('gives maxima below 0, and of one element that element', () => {
    expect(reduce('max', 'columns', [2, 2], [-3, -2, -5, -7])).toEqual([-2, -5]);
    for (const reduction of ['sum', 'max'] as const) {
      for (const axis of ['rows', 'columns', 'both'] as const)
        expect(reduce(reduction, axis, [1, 1], [-0])).toEqual([-0]);
    }
  });

  it('adds up in order, from the first on', () => {
    const list = [1e16, 1, -1e16, 1];
    expect(reduce('sum', 'columns', [1, 4], list)).toEqual([1e16 + 1 - 1e16 + 1]);
    expect(reduce('sum', 'rows', [4, 1], list)).toEqual([1e16 + 1 - 1e16 + 1]);
    expect(reduce('sum', 'both', [2, 2], list)).toEqual([1e16 + 1 - 1e16 + 1]);
  });

  it.each(['sum', 'max', 'argmax'] as const)('gives the %s of many rows, however they are cut', (reduction) => {
    const list = someNumbers(700 * 11);
    const rows = Array.from({ length: 700 }, (_, row) => [...list.subarray(row * 11, (row + 1) * 11)]);
    const columns = Array.from({ length: 11 }, (_, column) => rows.map((row) => row[column]!));
    const of = (numbers: readonly number[]): number => {
      if (reduction === 'sum') return numbers.reduce((sum, value) => sum + value);
      const largest = Math.max(...numbers);
      return reduction === 'max' ? largest : numbers.indexOf(largest);
    };
    for (const sizes of [[1000], [1], [37, 2, 400]]) {
      expect(reduce(reduction, 'columns', ['batch', 11], list, sizes)).toEqual(rows.map(of));
      expect(reduce(reduction, 'rows', ['batch', 11], list, sizes)).toEqual(columns.map(of));
      expect(reduce(reduction, 'both', ['batch', 11], list, sizes)).toEqual([of([...list])]);
    }
  });

  /** The sum of blocks, each of which is a chain. */
  const inBlocks = (numbers: readonly number[], length: number): number => {
    const chain = (list: readonly number[]): number => list.reduce((sum, value) => sum + value);
    const blocks = Array.from({ length: Math.ceil(numbers.length / length) }, (_, i) =>
      numbers.slice(i * length, (i + 1) * length),
    );
    return chain(blocks.map(chain));
  };

  it.each([1024, 1025, 2000])('adds %i numbers up in blocks of 16 if they are more than 1,024', (count) => {
    const list = Array.from({ length: count * 3 }, (_, i) => Math.sin(i));
    const rows = Array.from({ length: count }, (_, row) => list.slice(row * 3, row * 3 + 3));
    const of = (numbers: readonly number[]): number => inBlocks(numbers, count > 1024 ? 16 : count);
    for (const sizes of [[5000], [1], [37, 2, 400]]) {
      expect(reduce('sum', 'rows', ['batch', 3], list, sizes)).toEqual(
        [0, 1, 2].map((column) => of(rows.map((row) => row[column]!))),
      );
      expect(reduce('sum', 'columns', [3, count], list, sizes)).toEqual(
        [0, 1, 2].map((row) => of(list.slice(row * count, (row + 1) * count))),
      );
      expect(reduce('sum', 'both', ['batch', 1], list.slice(0, count), sizes)).toEqual([of(list.slice(0, count))]);
      // Each row is a block.
      expect(reduce('sum', 'both', ['batch', 3], list, sizes)).toEqual([inBlocks(list, 3)]);
      // A block does not reach into the next row.
      const wide = [list.slice(0, count), list.slice(count, 2 * count)];
      const blocks = wide.flatMap((row) =>
        Array.from({ length: Math.ceil(count / 16) }, (_, i) => inBlocks(row.slice(i * 16, i * 16 + 16), 16)),
      );
      expect(reduce('sum', 'both', ['batch', count], wide.flat(), sizes)).toEqual([inBlocks(blocks, blocks.length)]);
    }
  });
});
