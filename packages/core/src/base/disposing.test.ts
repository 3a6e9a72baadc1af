import { describe, expect, it, vi } from 'vitest';
import { Disposing } from './disposing.js';

class Thing extends Disposing {
  constructor(readonly log: string[]) {
    super();
  }

  dispose(): void {
    this.log.push('disposed of');
  }
}

describe('Disposing', () => {
  it('is disposed of at the end of its block', () => {
    const log: string[] = [];
    {
      using thing = new Thing(log);
      expect(thing.log).toEqual([]);
      log.push('in the block');
    }
    expect(log).toEqual(['in the block', 'disposed of']);
  });

  it('is disposed of when an error leaves the block, awaited or not', async () => {
    const log: string[] = [];
    const fail = async (): Promise<void> => {
      await using _thing = new Thing(log);
      throw new Error('in the block');
    };
    await expect(fail()).rejects.toThrow('in the block');
    expect(log).toEqual(['disposed of']);
  });

  it('adds no members on a host without the symbols', async () => {
    const inherited = (value: object): PropertyKey[] =>
      Reflect.ownKeys(Object.getPrototypeOf(Object.getPrototypeOf(value)));
    expect(inherited(new Thing([]))).toEqual(['constructor', Symbol.dispose, Symbol.asyncDispose]);
    vi.resetModules();
    const fresh = await import('./disposing.js');
    class Older extends fresh.Disposing {
      dispose(): void {}
    }
    vi.stubGlobal('Symbol', { iterator: Symbol.iterator });
    const older = new Older();
    vi.unstubAllGlobals();
    expect(inherited(older)).toEqual(['constructor']);
    // Where they come later, what is made from then on has them.
    expect(inherited(new Older())).toEqual(['constructor', Symbol.dispose, Symbol.asyncDispose]);
  });
});
