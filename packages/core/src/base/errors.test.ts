import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { isNnfError, NnfError } from './errors.js';

describe('NnfError', () => {
  it('has a code, a message and a cause', () => {
    const cause = new TypeError('below');
    const error = new NnfError('DATA_SHAPE', 'what was wrong', { cause });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'NnfError', code: 'DATA_SHAPE', message: 'what was wrong', cause });
    expect(String(error)).toBe('NnfError: what was wrong');
  });
});

describe('isNnfError', () => {
  it('recognises an error by its form, so that two copies of core work together', () => {
    const other = Object.assign(new Error('from another copy'), { name: 'NnfError', code: 'SHAPE_MISMATCH' });
    expect(isNnfError(other)).toBe(true);
    expect(isNnfError(other, 'SHAPE_MISMATCH')).toBe(true);
    expect(isNnfError(other, 'DATA_SHAPE')).toBe(false);
  });

  it('recognises an error of another realm, and one whose base class the host replaced', () => {
    const other: unknown = runInNewContext("Object.assign(new Error('x'), { name: 'NnfError', code: 'DATA_SHAPE' })");
    expect(other).not.toBeInstanceOf(Error);
    expect(isNnfError(other, 'DATA_SHAPE')).toBe(true);
    const ofReplacedError = Object.assign(Object.create({ name: 'NnfError' }), { code: 'DATA_SHAPE', message: 'x' });
    expect(isNnfError(ofReplacedError, 'DATA_SHAPE')).toBe(true);
    expect(isNnfError(ofReplacedError, 'BUSY')).toBe(false);
  });

  it.each([
    new Error('x'),
    Object.assign(new Error('x'), { name: 'NnfError' }),
    { name: 'NnfError', code: 'A' },
    { name: 'NnfError', code: 1, message: 'x' },
    { name: 'Error', code: 'DATA_SHAPE', message: 'x' },
    null,
    undefined,
    'NnfError',
  ])('is false for other value %#', (value) => {
    expect(isNnfError(value)).toBe(false);
  });
});
