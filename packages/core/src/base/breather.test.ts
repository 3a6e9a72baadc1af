import { describe, expect, it } from 'vitest';
import { Breather } from './breather.js';

describe('a breather', () => {
  it('is due once the event loop has had no turn for 10 ms, and not after one', async () => {
    const breather = new Breather();
    const start = performance.now();
    expect(breather.isDue(start + 9)).toBe(false);
    expect(breather.isDue(start + 12)).toBe(true);
    while (!breather.isDue());
    await breather.breathe();
    expect(breather.isDue(performance.now() + 5)).toBe(false);
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
