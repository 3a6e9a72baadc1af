import { afterEach, expect, it, vi } from 'vitest';
import { now } from './clock.js';

afterEach(() => vi.unstubAllGlobals());

it.each([undefined, null, {}])('measures milliseconds, also where performance is %o', (performance) => {
  const before = Date.now();
  vi.stubGlobal('performance', performance);
  expect(now()).toBeGreaterThanOrEqual(before);
  expect(now()).toBeLessThanOrEqual(Date.now());
  vi.unstubAllGlobals();
  expect(Math.abs(now() - globalThis.performance.now())).toBeLessThan(1000);
});
