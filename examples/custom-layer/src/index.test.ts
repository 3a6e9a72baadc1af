import { layerSuite } from '@nnf/test-kit';
import { expect, it } from 'vitest';
import { scaleShift } from './index.js';

for (const scale of [1, -0.5]) layerSuite(() => scaleShift(scale));

it('refuses a scale that is not finite', () => {
  expect(() => scaleShift(Number.NaN)).toThrow('scaleShift: scale is NaN, expected a finite number');
});
