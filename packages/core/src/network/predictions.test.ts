import { describe, expect, it } from 'vitest';
import { failureOf } from '../testing/failure-of.js';
import { Predictions } from './predictions.js';

describe('Predictions', () => {
  const predictions = new Predictions(2, 3, Float64Array.from([1, 5, 2, 7, 0, 7]));

  it('returns each row, and its class: the first of the largest outputs', () => {
    expect(Array.from(predictions.row(1))).toEqual([7, 0, 7]);
    expect(Array.from(predictions.classes)).toEqual([1, 0]);
  });

  it('has class 1 from ½ on for one output', () => {
    expect(Array.from(new Predictions(3, 1, Float64Array.from([0.4, 0.5, 2])).classes)).toEqual([0, 1, 1]);
  });

  it.each([
    [3, [1, 2, 3, 7, Number.NaN, 8], 1],
    [3, [1, 2, 3, Number.NaN, 7, 8], 0],
    [1, [0.2, Number.NaN], 0],
  ])('has no class where an output is NaN, with %d outputs', (columns, data, output) => {
    const broken = new Predictions(2, columns, Float32Array.from(data));
    expect(failureOf(() => broken.classes)).toBe(
      `NON_FINITE predictions: output ${output} of row 1 is NaN, so the row has no class; look for inputs or parameters ` +
        'that are not finite or too large',
    );
  });

  it.each([2, 99, -1, 0.5, Number.NaN])('rejects row %s', (row) => {
    expect(failureOf(() => predictions.row(row))).toBe(
      `OUT_OF_RANGE predictions: row is ${row}, expected an integer from 0 to 1`,
    );
  });
});
