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

  it.each([2, 99, -1, 0.5, Number.NaN])('rejects row %s', (row) => {
    expect(failureOf(() => predictions.row(row))).toBe(
      `OUT_OF_RANGE predictions: row is ${row}, expected an integer from 0 to 1`,
    );
  });
});
