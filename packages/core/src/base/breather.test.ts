import { describe, expect, it } from 'vitest';
import { Breather } from './breather.js';

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
});
