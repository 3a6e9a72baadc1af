import { describe, expect, it } from 'vitest';
import { failureOf } from '../testing/failure-of.js';
import { checkOptions } from './check-options.js';

interface Options {
  readonly rate?: number;
  readonly seed?: number | undefined;
}

describe('checkOptions', () => {
  it('accepts known options, given or not', () => {
    const known = { rate: 1, seed: undefined };
    for (const options of [{}, { rate: 2 }, { seed: undefined }, { rate: 0, seed: 1 }] satisfies Options[]) {
      expect(() => checkOptions<Options>('noise', options, known)).not.toThrow();
    }
  });

  it.each(['reat', 'toString', '__proto__x', ''])('names the unknown option %j and the known ones', (name) => {
    expect(failureOf(() => checkOptions<Options>('noise', { rate: 1, [name]: 1 }, { rate: 0, seed: 0 }))).toBe(
      `UNKNOWN_NAME noise: unknown option '${name}', expected one of rate, seed`,
    );
  });

  it.each([
    [0.001, '0.001'],
    ['fast', "'fast'"],
    [[0.9], 'an array'],
    [() => 1, 'a function'],
    [new AbortController().signal, 'an instance of AbortSignal'],
  ])('refuses %o, which is no object of options', (value, description) => {
    expect(failureOf(() => checkOptions<Options>('noise', value as Options, { rate: 0, seed: 0 }))).toBe(
      `INVALID_ARGUMENT noise: expected an object with rate, seed, got ${description}`,
    );
  });

  it('accepts options of a class, or without a prototype', () => {
    class Own {
      get rate(): number {
        return 1;
      }
    }
    for (const options of [new Own(), Object.assign(Object.create(null), { rate: 1 })]) {
      expect(() => checkOptions<Options>('noise', options, { rate: 0, seed: 0 })).not.toThrow();
    }
  });

  it('does not compile when a known option is missing', () => {
    // @ts-expect-error: seed is missing
    checkOptions<Options>('noise', {}, { rate: 0 });
  });
});
