import { activationSuite } from '@nnf/test-kit';
import { expect, it } from 'vitest';
import { activationOf } from '../../core/src/testing/activation-of.js';
import { numberTypes } from '../../core/src/testing/loss-of.js';
import { relu } from './index.js';

activationSuite(relu, { formula: (row) => row.map((x) => Math.max(x, 0)) });

it.each(numberTypes)('relu has the derivative 0 at 0 and at -0, in %s', (_, round) => {
  const { output, product } = activationOf(relu, [-1e4, -1000, -1, -0, 0, 0.5, 1000, 1e4], Array(8).fill(3), round);
  expect(output).toEqual([0, 0, 0, 0, 0, 0.5, 1000, 1e4]);
  expect(product).toEqual([0, 0, 0, 0, 0, 3, 3, 3]);
});
