import { describe, expect, it } from 'vitest';
import { failureOf } from '../testing/failure-of.js';
import { broadcastShapes, printShape, type Shape, sameShape } from './shape.js';

describe('broadcastShapes', () => {
  it.each<readonly [readonly Shape[], Shape]>([
    [[[2, 3]], [2, 3]],
    [
      [
        [2, 3],
        [1, 3],
      ],
      [2, 3],
    ],
    [
      [
        [1, 1],
        ['batch', 4],
      ],
      ['batch', 4],
    ],
    [
      [
        ['batch', 1],
        [1, 4],
      ],
      ['batch', 4],
    ],
    [
      [
        [1, 1],
        [1, 1],
      ],
      [1, 1],
    ],
  ])('of case %# is what all fit', (shapes, expected) => {
    expect(broadcastShapes(shapes, 'map')).toEqual(expected);
  });

  it('names every shape when there is no common one', () => {
    expect(
      failureOf(() =>
        broadcastShapes(
          [
            [2, 3],
            [1, 1],
            [4, 3],
          ],
          'hidden 1',
        ),
      ),
    ).toBe(
      'SHAPE_MISMATCH hidden 1: [2, 3] and [1, 1] and [4, 3] cannot be broadcast: their rows are 2 and 4, expected equal numbers or 1',
    );
  });
});

describe('shapes', () => {
  it('print and compare', () => {
    expect(printShape(['batch', 10])).toBe('[batch, 10]');
    expect(sameShape(['batch', 1], ['batch', 1])).toBe(true);
    expect(sameShape(['batch', 1], [1, 1])).toBe(false);
    expect(sameShape([1, 2], [1, 1])).toBe(false);
  });
});
