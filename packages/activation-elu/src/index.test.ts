import { isNnfError } from '@nnf/core';
import { activationSuite } from '@nnf/test-kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activationOf } from '../../core/src/testing/activation-of.js';
import { numberTypes } from '../../core/src/testing/loss-of.js';
import { evenlySpread } from '../../core/src/testing/random-number.js';
import { elu } from './index.js';

for (const alpha of [1, 0, 1.5]) {
  activationSuite(elu(alpha), { formula: (row) => row.map((x) => (x > 0 ? x : alpha * Math.expm1(x))) });
}

describe('elu', () => {
  it('has the alpha 1 where nothing is said', () => {
    expect(elu().options).toEqual({ alpha: 1 });
  });

  it('is x above 0 and alpha · (eˣ − 1) below, to the last digits near 0 too', () => {
    fc.assert(
      fc.property(evenlySpread(-12, 3), fc.constantFrom(1, 1e-3, 1e-9, 1e-15), (number, scale) => {
        const x = number * scale;
        const expected = x > 0 ? x : 1.5 * Math.expm1(x);
        expect(Math.abs(activationOf(elu(1.5), [x]).output[0]! - expected)).toBeLessThanOrEqual(
          1e-15 * Math.abs(expected),
        );
      }),
    );
  });

  it.each(numberTypes)('is finite and right at large inputs and at 0, in %s', (_, round) => {
    const { output, product } = activationOf(elu(), [-1e30, -1000, 0, 1000, 1e30], Array(5).fill(2), round);
    expect(output).toEqual([-1, -1, 0, 1000, round(1e30)]);
    expect(product).toEqual([0, 0, 2, 2, 2]);
  });

  it.each([-1, Number.POSITIVE_INFINITY, Number.NaN])('refuses the alpha %s', (alpha) => {
    expect(() => elu(alpha)).toThrow(expect.toSatisfy((error) => isNnfError(error, 'INVALID_ARGUMENT')));
  });
});
