import { activationSuite } from '@nnf/test-kit';
import { expect, it } from 'vitest';
import { activationOf } from '../../core/src/testing/activation-of.js';
import { numberTypes } from '../../core/src/testing/loss-of.js';
import { sigmoid } from './index.js';

activationSuite(sigmoid, { formula: (row) => row.map((x) => 1 / (1 + Math.exp(-x))) });

it.each(numberTypes)('sigmoid goes from 0 to 1 without NaN, in %s', (_, round) => {
  const { output, product, log, logComplement } = activationOf(
    sigmoid,
    [-1e4, -1000, 0, 1000, 1e4],
    Array(5).fill(2),
    round,
  );
  expect(output).toEqual([0, 0, 0.5, 1, 1]);
  expect(product).toEqual([0, 0, 0.5, 0, 0]);
  const half = -round(Math.log(2));
  expect(log).toEqual([-1e4, -1000, half, -0, -0]);
  expect(logComplement).toEqual([-0, -0, half, -1000, -1e4]);
});
