import { describe, expect, it } from 'vitest';
import type { ParameterDeclaration } from '../layer/layer.js';
import { defineInitializer } from '../parts/initializer.js';
import { failureOf } from '../testing/failure-of.js';
import { checkInitialValues, checkNewValues, type NewParameterValues } from './written-parameters.js';

const initial = defineInitializer('none', { fill: ({ rows, columns }) => new Float64Array(rows * columns) });
const weights: ParameterDeclaration = { name: 'w', role: 'weight', shape: [2, 3], fanIn: 2, fanOut: 3, initial };
const biases: ParameterDeclaration = { name: 'b', role: 'bias', shape: [1, 3], fanIn: 2, fanOut: 3, initial };
const check = (given: unknown, dataType: 'float32' | 'float64' = 'float64') =>
  checkNewValues([given as NewParameterValues], [weights, biases], dataType);
const six = [1, 2, 3, 4, 5, 6];

describe('checkNewValues', () => {
  it('takes plain and typed arrays, and what JSON makes of them', () => {
    const expected = [{ name: 'w', data: Float64Array.from(six) }];
    for (const data of [six, Float64Array.from(six), JSON.parse(JSON.stringify(Float64Array.from(six)))]) {
      expect(check({ name: 'w', data })).toEqual(expected);
      expect(check({ name: 'w', rows: 2, columns: 3, role: 'weight', data })).toEqual(expected);
    }
  });

  it.each<[string, unknown, string]>([
    [
      'transposed weights',
      { name: 'w', rows: 3, columns: 2, data: six },
      'SHAPE_MISMATCH writeParameters: the shape of w is [3, 2], expected [2, 3] ([inputs, outputs])',
    ],
    [
      'a column of biases',
      { name: 'b', rows: 3, columns: 1, data: [1, 2, 3] },
      'SHAPE_MISMATCH writeParameters: the shape of b is [3, 1], expected [1, 3]',
    ],
    [
      'other columns alone',
      { name: 'w', columns: 2, data: six },
      'SHAPE_MISMATCH writeParameters: the shape of w is [2, 2], expected [2, 3] ([inputs, outputs])',
    ],
    [
      'too few numbers',
      { name: 'w', data: [1, 2] },
      'SHAPE_MISMATCH writeParameters: w has 2 numbers, expected 6 for [2, 3]',
    ],
    [
      'an element that JSON made null',
      { name: 'w', data: [1, 2, 3, 4, 5, null] },
      'INVALID_MATRIX writeParameters: w: ',
    ],
    ['rows of rows', { name: 'w', data: [[1, 2, 3]] }, 'INVALID_MATRIX writeParameters: w: data[0] is an array'],
    ['no data', { name: 'w' }, 'INVALID_MATRIX writeParameters: w: data is undefined'],
    ['no name', { data: six }, "UNKNOWN_NAME writeParameters: unknown parameter 'undefined', expected one of w, b"],
    ['nothing', null, 'INVALID_ARGUMENT writeParameters: expected { name, data } in its list, got null'],
  ])('refuses %s', (_, given, message) => {
    expect(failureOf(() => check(given))).toContain(message);
  });

  it('refuses a value that is not a list', () => {
    expect(failureOf(() => checkNewValues({ w: six } as never, [weights], 'float64'))).toBe(
      'INVALID_ARGUMENT writeParameters: expected a list of { name, data }, got an object with w',
    );
  });

  it('refuses a list with a hole', () => {
    expect(failureOf(() => checkNewValues(new Array(1), [weights], 'float64'))).toBe(
      'INVALID_ARGUMENT writeParameters: expected { name, data } in its list, got undefined',
    );
  });

  it('refuses a number that float32 rounds to infinity, in float32 only', () => {
    const given = { name: 'w', data: [1, 2, 3, 4, -1e39, 6] };
    expect(check(given)).toHaveLength(1);
    expect(failureOf(() => check(given, 'float32'))).toBe(
      'INVALID_MATRIX writeParameters: w has a number that is not finite in float32: -1e+39 in row 1, column 1',
    );
  });
});

describe('checkInitialValues', () => {
  it('refuses a number that is not finite in the number type', () => {
    const values = Float64Array.of(0, 0, 1e39, 0, 0, 0);
    expect(() => checkInitialValues(values, weights, 'float64')).not.toThrow();
    expect(failureOf(() => checkInitialValues(values, weights, 'float32'))).toBe(
      'INVALID_INITIAL_VALUES createNetwork: w has a number that is not finite in float32: 1e+39 in row 0, column 2; ' +
        'use smaller initial values',
    );
  });
});
