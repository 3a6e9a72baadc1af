import { activationSuite } from '@nnf/test-kit';
import { expect, it } from 'vitest';
import { eSwish } from './index.js';

for (const beta of [1.25, 2, -0.5]) {
  activationSuite(eSwish(beta), { formula: (row) => row.map((x) => (beta * x) / (1 + Math.exp(-x))) });
}

it('refuses a beta that is not finite', () => {
  expect(() => eSwish(Number.NaN)).toThrow('eSwish: beta is NaN, expected a finite number');
});
