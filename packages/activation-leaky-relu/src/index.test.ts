import { isNnfError } from '@nnf/core';
import { activationSuite } from '@nnf/test-kit';
import { describe, expect, it } from 'vitest';
import { activationOf } from '../../core/src/testing/activation-of.js';
import { numberTypes } from '../../core/src/testing/loss-of.js';
import { leakyRelu } from './index.js';

for (const slope of [0.01, 0, 0.25, 1]) {
  activationSuite(leakyRelu(slope), { formula: (row) => row.map((x) => (x > 0 ? x : slope * x)) });
}

describe('leakyRelu', () => {
  it('has the slope 0.01 where nothing is said', () => {
    expect(leakyRelu().options).toEqual({ slope: 0.01 });
  });

  it.each(numberTypes)('is exact at large inputs, and has its slope for derivative at 0, in %s', (_, round) => {
    const { output, product } = activationOf(
      leakyRelu(0.25),
      [-1e30, -1000, -1, 0, 0.5, 1e30],
      Array(6).fill(4),
      round,
    );
    expect(output).toEqual([round(-1e30) / 4, -250, -0.25, 0, 0.5, round(1e30)]);
    expect(product).toEqual([1, 1, 1, 1, 4, 4]);
  });

  it.each([-0.1, 1.5, Number.NaN])('refuses the slope %s', (slope) => {
    expect(() => leakyRelu(slope)).toThrow(expect.toSatisfy((error) => isNnfError(error, 'INVALID_ARGUMENT')));
  });
});
