import { expect, it } from 'vitest';
import { failureOf } from '../testing/failure-of.js';
import { NnfError } from './errors.js';
import { printable } from './printable.js';

it.each([
  ['relu', 'relu'],
  ['', ''],
  ['größe 数 👍', 'größe 数 👍'],
  ['two\nlines\t', 'two\\u000alines\\u0009'],
  ['\u001b[31mred\u001b[0m', '\\u001b[31mred\\u001b[0m'],
  ['\u009b31m', '\\u009b31m'],
  ['left \u202e thgir', 'left \\u202e thgir'],
  ['\u2028\u2029', '\\u2028\\u2029'],
  ['\ud83d', '\\ud83d'],
])('%j is printed as %s', (text, expected) => {
  expect(printable(text)).toBe(expected);
});

it('cuts a long text', () => {
  expect(printable('x'.repeat(1e6))).toBe(`${'x'.repeat(80)}…`);
  expect(printable('x'.repeat(80))).toBe('x'.repeat(80));
  expect(printable('long', 2)).toBe('lo…');
});

it('is applied to every error', () => {
  const message = failureOf(() => {
    throw new NnfError('IDX_FILE', `cannot read /tmp/${'\u001b[2J\n'.repeat(1e5)}`);
  });
  expect(message).toMatch(/^IDX_FILE cannot read \/tmp\/\\u001b\[2J\\u000a/);
  expect(message.length).toBeLessThan(10_000);
});
