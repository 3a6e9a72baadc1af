import { initializerSuite, uniform } from '@nnf/test-kit';
import { expect, it } from 'vitest';
import { fanInUniform } from './index.js';

for (const gain of [1, 2]) {
  initializerSuite(fanInUniform(gain), ({ fanIn }) => uniform(-gain / Math.sqrt(fanIn), gain / Math.sqrt(fanIn)));
}

it('refuses a gain that is not above 0', () => {
  expect(() => fanInUniform(0)).toThrow('fanInUniform: gain is 0, expected a number above 0');
});
