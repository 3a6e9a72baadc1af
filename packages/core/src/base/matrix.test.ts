import { describe, expect, it } from 'vitest';
import { failureOf } from '../testing/failure-of.js';
import { copyRow, type Matrix, type MatrixLike, sliceRows, toMatrix } from './matrix.js';

const bytes: Matrix = { rows: 3, columns: 2, data: Uint8Array.of(0, 51, 102, 153, 204, 255), scale: 1 / 255 };
const classes: Matrix = { rows: 3, columns: 4, data: Uint8Array.of(3, 0, 2), encoding: 'classes' };

describe('toMatrix', () => {
  it('takes plain rows', () => {
    expect(
      toMatrix(
        [
          [0, 1, 2],
          [3, 4, 5],
        ],
        'inputs',
      ),
    ).toEqual({ rows: 2, columns: 3, data: Float64Array.of(0, 1, 2, 3, 4, 5) });
    expect(toMatrix([], 'inputs')).toEqual({ rows: 0, columns: 0, data: new Float64Array(0) });
  });

  it('returns a matrix unchanged', () => {
    expect(toMatrix(bytes, 'inputs')).toBe(bytes);
    expect(toMatrix(classes, 'labels')).toBe(classes);
  });

  it('takes a matrix with a plain array, or from JSON', () => {
    const data = [0, 0.5, 1, 1.5];
    const expected = { rows: 2, columns: 2, data: Float64Array.from(data) };
    expect(toMatrix({ rows: 2, columns: 2, data }, 'inputs')).toEqual(expected);
    expect(toMatrix(JSON.parse(JSON.stringify(expected)), 'inputs')).toEqual(expected);
    const labels = { rows: 2, columns: 3, data: [2, 0], encoding: 'classes' } as const;
    expect(toMatrix(labels, 'labels')).toEqual({ ...labels, data: Float64Array.of(2, 0) });
  });

  const wrong = (value: unknown): MatrixLike => value as MatrixLike;
  it.each([
    ['a number', wrong(5), 'expected rows of numbers or a matrix, got 5'],
    ['nothing', wrong(undefined), 'expected rows of numbers or a matrix, got undefined'],
    ['null', wrong(null), 'expected rows of numbers or a matrix, got null'],
    ['an object', wrong({}), 'expected rows of numbers or a matrix, got an object with no properties'],
    ['numbers for rows', wrong([1, 2]), 'row 0 is 1, expected an array of numbers'],
    ['text for a row', wrong(['ab', 'cd']), "row 0 is 'ab', expected an array of numbers"],
    ['a row that is null', wrong([[1], null]), 'row 1 is null, expected an array of numbers'],
    ['a first row that is null', wrong([null]), 'row 0 is null, expected an array of numbers'],
    ['a hole for a row', wrong([[1], undefined]), 'row 1 is undefined, expected an array of numbers'],
    ['rows of different lengths', wrong([[1, 2], [3]]), 'row 1 has 1 numbers, expected 2 as in row 0'],
    [
      'text for a number',
      wrong([
        [1, 2],
        [3, '4'],
      ]),
      "row 1, column 1 is '4', expected a number",
    ],
    ['a hole for a number', wrong([[1, 2], new Array(2)]), 'row 1, column 0 is undefined, expected a number'],
    ['nested rows', wrong([[[1]]]), 'row 0, column 0 is an array, expected a number'],
    [
      'too few numbers',
      { rows: 2, columns: 2, data: new Float32Array(3) },
      'data has 3 numbers, expected 4 for [2, 2]',
    ],
    [
      'too many numbers',
      { rows: 1, columns: 2, data: new Float32Array(3) },
      'data has 3 numbers, expected 2 for [1, 2]',
    ],
    [
      'sizes that are none',
      { rows: -1, columns: 2, data: new Float32Array(3) },
      'the shape is [-1, 2], expected integers of 0 or more',
    ],
    [
      'sizes that are fractions',
      { rows: 1, columns: 1.5, data: new Float32Array(3) },
      'the shape is [1, 1.5], expected integers of 0 or more',
    ],
    ['a class too many', { ...classes, columns: 3 }, 'row 0 has class 3, expected an integer from 0 to 2'],
    [
      'a negative class',
      { ...classes, data: Int8Array.of(0, -1, 2) },
      'row 1 has class -1, expected an integer from 0 to 3',
    ],
    [
      'a class that is a fraction',
      { ...classes, data: Float32Array.of(0, 1, 0.5) },
      'row 2 has class 0.5, expected an integer from 0 to 3',
    ],
    [
      'data without a shape',
      wrong({ data: [1, 2] }),
      'the shape is [undefined, undefined], expected integers of 0 or more; give rows and columns beside data',
    ],
    ['a plain array with text', wrong({ rows: 1, columns: 2, data: [1, '2'] }), "data[1] is '2', expected a number"],
    ['too few classes', { ...classes, rows: 4 }, 'data has 3 numbers, expected 4 for [4, 4]'],
  ])('refuses %s', (_, value, message) => {
    expect(failureOf(() => toMatrix(value, 'training inputs'))).toBe(`INVALID_MATRIX training inputs: ${message}`);
  });
});

describe('sliceRows', () => {
  it('shares the data', () => {
    const slice = sliceRows(bytes, 1, 3);
    expect(slice).toEqual({ rows: 2, columns: 2, data: Uint8Array.of(102, 153, 204, 255), scale: 1 / 255 });
    expect(slice.data.buffer).toBe(bytes.data.buffer);
    expect(sliceRows(classes, 1, 2)).toEqual({ rows: 1, columns: 4, data: Uint8Array.of(0), encoding: 'classes' });
    expect(sliceRows(bytes, 1, 1).rows).toBe(0);
  });

  it.each([
    [-1, 2],
    [0, 4],
    [2, 1],
    [0.5, 1],
    [0, Number.NaN],
  ])('refuses %d to %d of 3 rows', (from, to) => {
    expect(failureOf(() => sliceRows(bytes, from, to))).toBe(
      `OUT_OF_RANGE sliceRows: the range is ${from} to ${to}, expected 0 to 3`,
    );
  });
});

describe('copyRow', () => {
  it('scales, and makes classes one-hot', () => {
    const target = new Float64Array(6).fill(9);
    copyRow(bytes, 1, target, 1);
    expect(target).toEqual(Float64Array.of(9, 102 * (1 / 255), 153 * (1 / 255), 9, 9, 9));
    copyRow(classes, 2, target, 2);
    expect(target).toEqual(Float64Array.of(9, 102 * (1 / 255), 0, 0, 1, 0));
  });
});
