import type { Shape } from '@nnf/core';
import { describe, expect, it } from 'vitest';
import { matmulStep } from './matmul.js';
import { executeInPieces, roomFor, someNumbers, storageOf } from './testing/storage.js';

const batch = 4;
interface Case {
  readonly a: Shape;
  readonly b: Shape;
  readonly transposed: readonly [boolean, boolean];
  readonly result: Shape;
}
const cases: readonly (readonly [name: string, product: Case])[] = [
  ['a · b', { a: [2, 3], b: [3, 5], transposed: [false, false], result: [2, 5] }],
  ['aᵀ · b', { a: [3, 2], b: [3, 5], transposed: [true, false], result: [2, 5] }],
  ['a · bᵀ', { a: [2, 3], b: [5, 3], transposed: [false, true], result: [2, 5] }],
  ['aᵀ · bᵀ', { a: [3, 2], b: [5, 3], transposed: [true, true], result: [2, 5] }],
  ['a · b, the batch as rows', { a: ['batch', 3], b: [3, 5], transposed: [false, false], result: ['batch', 5] }],
  ['a · bᵀ, the batch as rows', { a: ['batch', 3], b: [5, 3], transposed: [false, true], result: ['batch', 5] }],
  ['aᵀ · b, the batch inside', { a: ['batch', 3], b: ['batch', 5], transposed: [true, false], result: [3, 5] }],
  ['a · b of one element', { a: [1, 1], b: [1, 1], transposed: [false, false], result: [1, 1] }],
  ['a column by a row', { a: [4, 1], b: [1, 3], transposed: [false, false], result: [4, 3] }],
  ['a row by a column', { a: [1, 4], b: [4, 1], transposed: [false, false], result: [1, 1] }],
];

function product({ a, b, transposed, result }: Case, sizes: readonly number[]): Float64Array {
  const count = ([rows, columns]: Shape): number => (rows === 'batch' ? batch : rows) * columns;
  const target = roomFor(result, batch);
  const step = matmulStep(
    { operation: 'matmul', operands: [0, 1], transposed, shape: result, label: '' },
    storageOf(a, someNumbers(count(a), 1)),
    storageOf(b, someNumbers(count(b), 2)),
    target,
  );
  executeInPieces(step, sizes);
  // A second time, over what is there now: a batch's results are not added to the last one's.
  executeInPieces(step, sizes);
  return target.values;
}

/** The definition, element by element: Σ of products, from the first on. */
function expected({ a, b, transposed: [flipA, flipB], result }: Case): Float64Array {
  const [rowsA, rowsB] = [a, b].map(([rows]) => (rows === 'batch' ? batch : rows)) as [number, number];
  const left = someNumbers(rowsA * a[1], 1);
  const right = someNumbers(rowsB * b[1], 2);
  const inner = flipA ? rowsA : a[1];
  const rows = result[0] === 'batch' ? batch : result[0];
  return Float64Array.from({ length: rows * result[1] }, (_, i) => {
    const [m, n] = [Math.floor(i / result[1]), i % result[1]];
    let sum = 0;
    for (let k = 0; k < inner; k++) {
      sum +=
        (flipA ? left[k * a[1] + m]! : left[m * a[1] + k]!) * (flipB ? right[n * b[1] + k]! : right[k * b[1] + n]!);
    }
    return sum;
  });
}

describe('matmulStep', () => {
  it.each(cases)('computes %s', (_, one) => {
    expect(product(one, [1000])).toEqual(expected(one));
  });

  it.each(cases)('computes %s, however it is cut into pieces', (_, one) => {
    for (const sizes of [[1], [2], [3, 1]]) expect(product(one, sizes)).toEqual(expected(one));
  });

  it('multiplies zeros too: 0 · NaN is NaN', () => {
    const target = roomFor([1, 1], 1);
    const node = {
      operation: 'matmul',
      operands: [0, 1],
      transposed: [false, false],
      shape: [1, 1],
      label: '',
    } as const;
    matmulStep(node, storageOf([1, 2], [0, 1]), storageOf([2, 1], [Number.NaN, 1]), target).execute(0, 1);
    expect(target.values).toEqual(Float64Array.of(Number.NaN));
  });

  it('follows a batch of another size', () => {
    const room = { values: Float64Array.of(1, 2, 3), rows: 3 };
    const a = { shape: ['batch', 1] as const, columns: 1, rows: () => room.rows, values: room.values };
    const target = roomFor([1, 1], 1);
    const node = {
      operation: 'matmul',
      operands: [0, 0],
      transposed: [true, false],
      shape: [1, 1],
      label: '',
    } as const;
    const step = matmulStep(node, a, a, target);
    executeInPieces(step, [10]);
    expect(target.values[0]).toBe(14);
    room.rows = 2;
    executeInPieces(step, [10]);
    expect(target.values[0]).toBe(5);
  });

  it.each([4096, 4097, 9000])('adds %i products up in blocks of 4,096', (inner) => {
    const [left, right] = [1, 2].map((salt) => Float64Array.from({ length: inner * 2 }, (_, i) => Math.sin(i * salt)));
    const expected = [0, 1].flatMap((m) =>
      [0, 1].map((n) => {
        let total = 0;
        for (let start = 0; start < inner; start += 4096) {
          let sum = 0;
          for (let k = start; k < Math.min(inner, start + 4096); k++) sum += left![k * 2 + m]! * right![k * 2 + n]!;
          total += sum;
        }
        return total;
      }),
    );
    const turned = (values: Float64Array): Float64Array =>
      Float64Array.from(values, (_, i) => values[(i % inner) * 2 + Math.floor(i / inner)]!);
    for (const sizes of [[10_000], [1], [1000, 3097]]) {
      for (const [a, b, flipA, flipB] of [
        [storageOf(['batch', 2], left!), storageOf(['batch', 2], right!), true, false],
        [storageOf(['batch', inner], turned(left!)), storageOf([2, inner], turned(right!)), false, true],
        [storageOf([2, inner], turned(left!)), storageOf([inner, 2], right!), false, false],
      ] as const) {
        const target = roomFor([2, 2], 2);
        const node = { operation: 'matmul', operands: [0, 1], shape: [2, 2], label: '' } as const;
        const step = matmulStep({ ...node, transposed: [flipA, flipB] }, a, b, target);
        for (let time = 0; time < 2; time++) executeInPieces(step, sizes);
        expect([...target.values]).toEqual(expected);
      }
    }
  });
});
