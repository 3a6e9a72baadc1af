import { describe, expect, it } from 'vitest';
import { parseArguments, usage } from './arguments.js';
import { WrongUse } from './wrong-use.js';

describe('parseArguments', () => {
  it.each([
    [[], undefined, undefined, undefined],
    [['loss'], 'loss', undefined, undefined],
    [['loss', 'soft-step'], 'loss', 'soft-step', undefined],
    [['loss', 'soft-step', '--directory', 'a/b'], 'loss', 'soft-step', 'a/b'],
    [['--directory=a', 'loss'], 'loss', undefined, 'a'],
  ])('reads %j', (args, kind, name, folder) => {
    expect(parseArguments(args)).toEqual({ kind, name, folder });
  });

  it.each([['--help'], ['-h'], ['loss', '--help']])('asks for help by %s', (...args) => {
    expect(parseArguments(args)).toBe('help');
    expect(usage).toContain('activation, loss, initializer, optimizer, layer, backend');
  });

  it.each([
    [['metric'], "unknown kind 'metric'; expected one of activation, loss, initializer, optimizer, layer, backend"],
    [['toString'], "unknown kind 'toString'"],
    [['loss', 'a', 'b'], 'expected a kind and a name, got loss a b'],
    [['--force'], "Unknown option '--force'"],
    [['--directory='], '--directory is empty'],
  ])('refuses %j', (args, reason) => {
    expect(() => parseArguments(args)).toThrow(WrongUse);
    expect(() => parseArguments(args)).toThrow(reason);
  });
});
