import { isNnfError } from '@nnf/core';
import { activationSuite } from '@nnf/test-kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activationOf } from '../../core/src/testing/activation-of.js';
import { numberTypes } from '../../core/src/testing/loss-of.js';
import { evenlySpread } from '../../core/src/testing/random-number.js';
import { softplus } from './index.js';

for (const beta of [1, 0.5, 3]) activationSuite(softplus(beta));

describe('softplus', () => {
  it('has the beta 1 where nothing is said', () => {
    expect(softplus().options).toEqual({ beta: 1 });
  });

  it('is log(1 + e^(beta · x)) / beta', () => {
    fc.assert(
      fc.property(evenlySpread(-40, 40), evenlySpread(0.1, 4), (x, beta) => {
        const expected = x * beta > 30 ? x + Math.exp(-beta * x) / beta : Math.log1p(Math.exp(beta * x)) / beta;
        expect(Math.abs(activationOf(softplus(beta), [x]).output[0]! - expected)).toBeLessThanOrEqual(1e-14 * expected);
      }),
    );
  });

  it.each(numberTypes)('does not overflow, and has the derivative ½ at 0, in %s', (_, round) => {
    const { output, product } = activationOf(softplus(2), [-1e30, -1000, 0, 1000, 1e30], Array(5).fill(4), round);
    expect(output).toEqual([0, 0, round(round(Math.log(2)) / 2), 1000, round(1e30)]);
    expect(product).toEqual([0, 0, 2, 4, 4]);
  });

  it.each([0, -1, Number.POSITIVE_INFINITY, Number.NaN])('refuses the beta %s', (beta) => {
    expect(() => softplus(beta)).toThrow(expect.toSatisfy((error) => isNnfError(error, 'INVALID_ARGUMENT')));
  });
});
