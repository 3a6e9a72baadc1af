import { afterEach, describe, expect, it, vi } from 'vitest';
import { Breather } from './breather.js';

afterEach(() => vi.unstubAllGlobals());

describe('a breather', () => {
  it('is due 10 ms after the last yield', async () => {
    const before = performance.now();
    const breather = new Breather();
    expect(breather.isDue(before + 9)).toBe(false);
    expect(breather.isDue(performance.now() + 12)).toBe(true);
    while (!breather.isDue());
    const due = performance.now();
    await breather.breathe();
    expect(breather.isDue(due + 9)).toBe(false);
  });

  it('lets timers run, which a resolved promise does not', async () => {
    let ran = false;
    setTimeout(() => {
      ran = true;
    }, 0);
    const breather = new Breather();
    await Promise.resolve();
    expect(ran).toBe(false);
    while (!breather.isDue());
    await breather.breathe();
    await breather.breathe();
    expect(ran).toBe(true);
  });

  const schedulers = ['setImmediate', 'MessageChannel', 'setTimeout'] as const;
  it.each([0, 1, 2])(
    'lets timers run on a host without the first %i of setImmediate, MessageChannel and setTimeout',
    async (count) => {
      let ran = false;
      setTimeout(() => {
        ran = true;
      }, 0);
      for (const name of schedulers.slice(0, count)) vi.stubGlobal(name, undefined);
      const breather = new Breather();
      const start = performance.now();
      while (!ran && performance.now() - start < 2000) await breather.breathe();
      expect(ran).toBe(true);
    },
  );

  it('goes on at once on a host without any of them', async () => {
    for (const name of schedulers) vi.stubGlobal(name, undefined);
    await new Breather().breathe();
  });

  it('is due when the clock was set back, as it may be on a host without performance', () => {
    vi.stubGlobal('performance', undefined);
    const breather = new Breather();
    expect(breather.isDue()).toBe(false);
    expect(breather.isDue(Date.now() - 3_600_000)).toBe(true);
  });
});
