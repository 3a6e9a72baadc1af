import { describe, expect, it } from 'vitest';
import { longestRun, nextRun } from './run-length.js';

/** The runs that so many batches are made in, each as `batches/room`. */
function runs(left: number, longest: number, mayBeShort: boolean): string {
  const made: string[] = [];
  for (let rest = left; rest > 0; ) {
    const { batches, room } = nextRun(rest, longest, mayBeShort);
    made.push(`${batches}/${room}`);
    rest -= batches;
  }
  return made.join(' ');
}

describe('the runs of batches', () => {
  it.each([
    [130, 64, '64/64 64/64 2/2'],
    [81, 64, '64/64 8/8 8/8 1/1'],
    [15, 64, '8/8 4/4 2/2 1/1'],
    [14, 15, '7/7 7/7'],
    [6, 4, '4/4 2/2'],
    [2, 1, '1/1 1/1'],
  ])('of pipelines are as long as these are: %d batches, at most %d', (left, longest, expected) => {
    expect(runs(left, longest, false)).toBe(expected);
  });

  it.each([
    [130, 64, '64/64 64/64 2/8'],
    [81, 64, '64/64 17/64'],
    [8, 64, '8/8'],
    [9, 64, '9/64'],
    [1, 64, '1/1'],
    [2, 1, '1/1 1/1'],
  ])('of chains may be shorter than there is room: %d batches, at most %d', (left, longest, expected) => {
    expect(runs(left, longest, true)).toBe(expected);
  });
});

it('a batch that takes longer than a run may is a run of its own', () => {
  expect(longestRun('webgl2', 1e12, 13, 1e5)).toBe(1);
  expect(longestRun('webgl2', 1e3, 13, 784)).toBe(19);
  expect(longestRun('webgl2', 1e3, 13, 2 ** 21)).toBe(2);
});
