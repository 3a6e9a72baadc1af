import { printExpression, traceFunction } from '@nnf/core';
import { activationSuite } from '@nnf/test-kit';
import { expect, it } from 'vitest';
import { activationOf } from '../../core/src/testing/activation-of.js';
import { identity } from './index.js';

activationSuite(identity, { formula: (row) => row });

it('identity costs nothing, and gives back zeros of both signs and Infinity', () => {
  expect(printExpression(traceFunction((x) => x!, 1, 'identity'))).toBe('a');
  const row = [-0, 0, 1e300, Number.POSITIVE_INFINITY];
  expect(activationOf(identity, row, [1, 2, 3, 4])).toMatchObject({ output: row, product: [1, 2, 3, 4] });
});
