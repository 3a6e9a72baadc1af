import { isNnfError } from '@nnf/core';
import { activationSuite } from '@nnf/test-kit';
import { describe, expect, it } from 'vitest';
import { activationOf } from '../../core/src/testing/activation-of.js';
import { numberTypes } from '../../core/src/testing/loss-of.js';
import { swish } from './index.js';

for (const beta of [1, 0.5, 3]) {
  activationSuite(swish(beta), { formula: (row) => row.map((x) => x / (1 + Math.exp(-beta * x))) });
}

describe('swish', () => {
  it('has the beta 1 where nothing is said', () => {
    expect(swish().options).toEqual({ beta: 1 });
  });

  it.each(numberTypes)('is finite and right at large inputs and at 0, in %s', (_, round) => {
    const { output, product } = activationOf(swish(2), [-1e38, -1000, 0, 1000, 1e38], Array(5).fill(2), round);
    expect(output.map((value) => value + 0)).toEqual([0, 0, 0, 1000, round(1e38)]);
    expect(product.map((value) => value + 0)).toEqual([0, 0, 1, 2, 2]);
  });

  it.each([0, -1, Number.POSITIVE_INFINITY, Number.NaN])('refuses the beta %s', (beta) => {
    expect(() => swish(beta)).toThrow(expect.toSatisfy((error) => isNnfError(error, 'INVALID_ARGUMENT')));
  });
});
