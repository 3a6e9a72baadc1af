import { lossSuite } from '@nnf/test-kit';
import { expect, it } from 'vitest';
import { logCosh } from './index.js';

for (const scale of [1, 0.5]) {
  lossSuite(logCosh(scale), {
    formula: (p, t) => p.reduce((sum, value, i) => sum + Math.log(Math.cosh((value - t[i]!) / scale)), 0) / p.length,
  });
}

it('refuses a scale that is not above 0', () => {
  expect(() => logCosh(0)).toThrow('logCosh: scale is 0, expected a number above 0');
});
