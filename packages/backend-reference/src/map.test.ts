import { add, argument, type Expression, mul, type Shape, sub } from '@nnf/core';
import { describe, expect, it } from 'vitest';
import { stripLength } from './expression-evaluator.js';
import { mapStep } from './map.js';
import { executeInPieces, roomFor, someNumbers, storageOf } from './testing/storage.js';

const [x, y, z] = [argument(0), argument(1), argument(2)];
/** A different formula of each operand, so that none can stand for another. */
const formula = add(mul(x, 3), sub(mul(y, z), y));
const wide = 2 * stripLength + 37;

interface Case {
  readonly shape: Shape;
  readonly operands: readonly [Shape, Shape, Shape];
  readonly rows: number;
}
const cases: readonly (readonly [name: string, Case])[] = [
  [
    'one element',
    {
      shape: [1, 1],
      operands: [
        [1, 1],
        [1, 1],
        [1, 1],
      ],
      rows: 1,
    },
  ],
  [
    'equal shapes',
    {
      shape: ['batch', 3],
      operands: [
        ['batch', 3],
        ['batch', 3],
        ['batch', 3],
      ],
      rows: 5,
    },
  ],
  [
    'single numbers',
    {
      shape: ['batch', 3],
      operands: [
        ['batch', 3],
        [1, 1],
        [1, 1],
      ],
      rows: 5,
    },
  ],
  [
    'single rows',
    {
      shape: ['batch', 3],
      operands: [
        ['batch', 3],
        [1, 3],
        [1, 3],
      ],
      rows: 5,
    },
  ],
  [
    'single columns',
    {
      shape: ['batch', 3],
      operands: [
        ['batch', 3],
        ['batch', 1],
        ['batch', 1],
      ],
      rows: 5,
    },
  ],
  [
    'all of these',
    {
      shape: ['batch', 3],
      operands: [
        ['batch', 1],
        [1, 3],
        [1, 1],
      ],
      rows: 5,
    },
  ],
  [
    'one wide row',
    {
      shape: [1, wide],
      operands: [
        [1, wide],
        [1, 1],
        [1, wide],
      ],
      rows: 1,
    },
  ],
  [
    'wide rows of single rows',
    {
      shape: ['batch', wide],
      operands: [
        ['batch', wide],
        [1, wide],
        [1, 1],
      ],
      rows: 3,
    },
  ],
  [
    'wide rows of single columns',
    {
      shape: ['batch', wide],
      operands: [
        ['batch', 1],
        ['batch', wide],
        [1, wide],
      ],
      rows: 3,
    },
  ],
  [
    'rows of exactly one strip',
    {
      shape: [3, stripLength],
      operands: [
        [3, 1],
        [3, stripLength],
        [1, stripLength],
      ],
      rows: 3,
    },
  ],
  [
    'many narrow rows, read across their ends',
    {
      shape: ['batch', 7],
      operands: [
        ['batch', 7],
        ['batch', 7],
        [1, 1],
      ],
      rows: 400,
    },
  ],
  [
    'many single columns',
    {
      shape: ['batch', 1],
      operands: [
        ['batch', 1],
        [1, 1],
        ['batch', 1],
      ],
      rows: 1300,
    },
  ],
  [
    'fixed rows spread from one',
    {
      shape: [300, 4],
      operands: [
        [1, 1],
        [1, 1],
        [1, 1],
      ],
      rows: 300,
    },
  ],
  [
    'rows spread from one column',
    {
      shape: [4, 3],
      operands: [
        [4, 1],
        [4, 1],
        [4, 1],
      ],
      rows: 4,
    },
  ],
];

const valuesOf = ([rows, columns]: Shape, batch: number, salt: number): Float64Array =>
  someNumbers((rows === 'batch' ? batch : rows) * columns, salt);

function computed({ shape, operands, rows }: Case, sizes: readonly number[]): Float64Array {
  const target = roomFor(shape, rows);
  const storages = operands.map((operand, i) => storageOf(operand, valuesOf(operand, rows, i + 1)));
  const step = mapStep([formula], storages, [target]);
  executeInPieces(step, sizes);
  target.values.subarray(1).fill(-777);
  executeInPieces(step, sizes);
  return target.values;
}

function expected({ shape, operands, rows }: Case): Float64Array {
  const values = operands.map((operand, i) => valuesOf(operand, rows, i + 1));
  return Float64Array.from({ length: rows * shape[1] }, (_, i) => {
    const [row, column] = [Math.floor(i / shape[1]), i % shape[1]];
    const [a, b, c] = operands.map(([height, width], k) => {
      return values[k]![(height === 1 ? 0 : row) * width + (width === 1 ? 0 : column)]!;
    }) as [number, number, number];
    return a * 3 + (b * c - b);
  });
}

describe('mapStep', () => {
  it.each(cases)('computes over %s', (_, one) => {
    expect(computed(one, [5000])).toEqual(expected(one));
  });

  it.each(cases)('computes over %s, however it is cut into pieces', (_, one) => {
    for (const sizes of [[1], [3], [2, 5, 1]]) expect(computed(one, sizes)).toEqual(expected(one));
  });

  it.each([
    [2, 3],
    [1, wide],
    [700, 2],
  ])('writes several results of [%d, %d] after reading all that they replace', (rows, columns) => {
    const shape: Shape = [rows, columns];
    const run = (expressions: readonly Expression[]): readonly Float64Array[] => {
      const storages = [1, 2, 3].map((salt) => storageOf(shape, valuesOf(shape, rows, salt)));
      executeInPieces(mapStep(expressions, storages, storages.slice(0, expressions.length)), [3]);
      return storages.map((storage) => storage.values);
    };
    const [a, b, c] = [1, 2, 3].map((salt) => valuesOf(shape, rows, salt)) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    expect(run([y, x])).toEqual([b, a, c]);
    expect(run([z, x, y])).toEqual([c, a, b]);
    expect(run([sub(x, z), x])).toEqual([a.map((value, i) => value - c[i]!), a, c]);
    expect(run([add(x, y), sub(x, y)])).toEqual([
      a.map((value, i) => value + b[i]!),
      a.map((value, i) => value - b[i]!),
      c,
    ]);
    expect(run([add(x, 1)])).toEqual([a.map((value) => value + 1), b, c]);
  });

  it('computes from constants alone', () => {
    const target = roomFor([2, 3], 1);
    executeInPieces(mapStep([mul(argument(0), 0)], [storageOf([1, 1], [1])], [target]), [1]);
    expect([...target.values]).toEqual([0, 0, 0, 0, 0, 0]);
    const other = roomFor(['batch', 2], 300);
    executeInPieces(mapStep([add(1, 1)], [], [other]), [1000]);
    expect(new Set(other.values)).toEqual(new Set([2]));
  });

  it('reads an operand that is given twice', () => {
    const storage = storageOf(['batch', 2], [1, 2, 3, 4]);
    const target = roomFor(['batch', 2], 2);
    executeInPieces(mapStep([mul(x, y)], [storage, storage], [target]), [1]);
    expect([...target.values]).toEqual([1, 4, 9, 16]);
  });
});
