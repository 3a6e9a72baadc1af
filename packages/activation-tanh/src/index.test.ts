import { activationSuite } from '@nnf/test-kit';
import { expect, it } from 'vitest';
import { activationOf } from '../../core/src/testing/activation-of.js';
import { numberTypes } from '../../core/src/testing/loss-of.js';
import { tanh } from './index.js';

/** 1 − 2 / (e²ˣ + 1), which is (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ) without overflow. */
activationSuite(tanh, { formula: (row) => row.map((x) => 1 - 2 / (Math.exp(2 * x) + 1)) });

it.each(numberTypes)('tanh goes from -1 to 1 without NaN, in %s', (_, round) => {
  const { output, product } = activationOf(tanh, [-1e4, -1000, 0, 1000, 1e4], Array(5).fill(2), round);
  expect(output).toEqual([-1, -1, 0, 1, 1]);
  expect(product).toEqual([0, 0, 2, 0, 0]);
});
