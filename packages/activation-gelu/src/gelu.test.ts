import { isNnfError } from '@nnf/core';
import { activationSuite } from '@nnf/test-kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activationOf } from '../../core/src/testing/activation-of.js';
import { numberTypes } from '../../core/src/testing/loss-of.js';
import { evenlySpread } from '../../core/src/testing/random-number.js';
import { gelu } from './index.js';
import { normalProbabilityBySeries } from './testing/normal-probability-by-series.js';

const forms = ['erf', 'tanh'] as const;

for (const form of forms) activationSuite(gelu(form));

describe('gelu', () => {
  it('is of form erf where nothing is said', () => {
    expect(gelu().options).toEqual({ form: 'erf' });
  });

  it('is x · Φ(x) to 1e-15, with the derivative Φ(x) + x · φ(x)', () => {
    fc.assert(
      fc.property(evenlySpread(-9, 9), (x) => {
        const { output, product } = activationOf(gelu(), [x]);
        const probability = normalProbabilityBySeries(x);
        expect(Math.abs(output[0]! - x * probability)).toBeLessThanOrEqual(1e-15 * Math.max(1, Math.abs(x)));
        const density = Math.exp(-x * x * 0.5) / Math.sqrt(2 * Math.PI);
        expect(Math.abs(product[0]! - (probability + x * density))).toBeLessThanOrEqual(1e-15);
      }),
      { numRuns: 300 },
    );
  });

  it('in float32 is that to a part in a million', () => {
    fc.assert(
      fc.property(evenlySpread(-9, 9), (number) => {
        const x = Math.fround(number);
        const [output] = activationOf(gelu(), [x], [1], Math.fround).output;
        expect(Math.abs(output! - x * normalProbabilityBySeries(x))).toBeLessThanOrEqual(1e-6);
      }),
      { numRuns: 300 },
    );
  });

  it("in form tanh is the paper's ½ · x · (1 + tanh(√(2/π) · (x + 0.044715 · x³))), within 5e-4 of the other", () => {
    fc.assert(
      fc.property(evenlySpread(-9, 9), (x) => {
        const [near] = activationOf(gelu('tanh'), [x]).output;
        const expected = 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));
        expect(near).toBeCloseTo(expected, 14);
        expect(Math.abs(near! - activationOf(gelu(), [x]).output[0]!)).toBeLessThan(5e-4);
      }),
      { numRuns: 300 },
    );
  });

  it.each(forms.flatMap((form) => numberTypes.map(([type, round]) => [form, type, round] as const)))(
    'in form %s is finite and right at large inputs and at 0, in %s',
    (form, _, round) => {
      const large = [-1e38, -1000, -50, 0, 50, 1000, 1e38];
      const { output, product } = activationOf(gelu(form), large, Array(7).fill(2), round);
      expect(output.map((value) => value + 0)).toEqual([0, 0, 0, 0, 50, 1000, round(1e38)]);
      expect(product.map((value) => value + 0)).toEqual([0, 0, 0, 1, 2, 2, 2]);
    },
  );

  it('refuses another form', () => {
    expect(() => gelu('none' as 'erf')).toThrow(expect.toSatisfy((error) => isNnfError(error, 'INVALID_ARGUMENT')));
  });
});
