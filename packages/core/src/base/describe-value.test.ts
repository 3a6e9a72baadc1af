import { expect, it } from 'vitest';
import { describeValue } from './describe-value.js';

class Picture {}

it.each([
  ['relu', "'relu'"],
  ['a\nb', "'a\\u000ab'"],
  ['x'.repeat(1e6), `'${'x'.repeat(80)}…'`],
  [Symbol('\u001b[2J'), 'Symbol(\\u001b[2J)'],
  [{ ['y'.repeat(1e6)]: 1 }, `an object with ${'y'.repeat(185)}…`],
  [Number.NaN, 'NaN'],
  [undefined, 'undefined'],
  [null, 'null'],
  [Symbol('x'), 'Symbol(x)'],
  [1n, '1n'],
  [() => 1, 'a function'],
  [[1], 'an array'],
  [Promise.resolve(1), 'a promise; the function must not be async'],
  [new Picture(), 'an instance of Picture'],
  [new Uint8Array(1), 'an instance of Uint8Array'],
  [{ inputs: [], labels: [] }, 'an object with inputs, labels'],
  [{}, 'an object with no properties'],
  [Object.create(null), 'an object with no properties'],
])('%o is described as %s', (value, expected) => {
  expect(describeValue(value)).toBe(expected);
});
