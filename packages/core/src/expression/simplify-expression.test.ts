import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interpretExpression } from '../testing/interpret-expression.js';
import { awkwardNumbers, randomExpression } from '../testing/random-expression.js';
import { evenlySpread } from '../testing/random-number.js';
import { add, argument, constant, div, exp, gt, mul, neg, stopGradient, sub, where } from './expression.js';
import { printExpression } from './print-expression.js';
import { simplifyExpression } from './simplify-expression.js';

const [x, y] = [argument(0), argument(1)];
const anyNumber = fc.oneof(
  fc.double(),
  evenlySpread(-3, 3),
  fc.constantFrom(...awkwardNumbers, Number.NaN, Number.NEGATIVE_INFINITY, 5e-324),
);

describe('simplifyExpression', () => {
  it('keeps every bit of random expressions, at 0, -0, NaN and the infinities too', () => {
    const values = fc.array(anyNumber, { minLength: 3, maxLength: 3 });
    let shorter = 0;
    fc.assert(
      fc.property(randomExpression({ arguments: 3 }), values, (expression, numbers) => {
        const simple = simplifyExpression(expression);
        expect(interpretExpression(simple, numbers)).toBe(interpretExpression(expression, numbers));
        if (printExpression(simple) !== printExpression(expression)) shorter++;
      }),
      { numRuns: 3000 },
    );
    expect(shorter).toBeGreaterThan(300);
  });

  it('keeps every bit when arguments are replaced by expressions', () => {
    const part = randomExpression({ arguments: 2, maxLength: 5 });
    fc.assert(
      fc.property(
        randomExpression({ arguments: 2 }),
        part,
        part,
        anyNumber,
        anyNumber,
        (whole, first, second, a, b) => {
          const inner = [first, second].map((expression) => interpretExpression(expression, [a, b]));
          const composed = simplifyExpression(whole, [first, second]);
          expect(interpretExpression(composed, [a, b])).toBe(interpretExpression(whole, inner));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it.each([
    [mul(x, 1), 'a'],
    [mul(1, x), 'a'],
    [div(x, 1), 'a'],
    [sub(x, 0), 'a'],
    [neg(neg(x)), 'a'],
    [mul(x, -1), '-a'],
    [mul(-1, x), '-a'],
    [mul(neg(x), -1), 'a'],
    [stopGradient(x), 'a'],
    [add(2, 3), '5'],
    [mul(sub(4, 1), x), '3 * a'],
    [div(1, 4), '0.25'],
    [neg(constant(3)), '-3'],
    [where(gt(x, 0), y, y), 'b'],
    [add(exp(x), exp(argument(0))), 'exp(a) + exp(a)'],
  ])('makes of expression %# %s', (expression, expected) => {
    expect(printExpression(simplifyExpression(expression))).toBe(expected);
  });

  it.each([add(x, 0), add(x, -0), sub(x, -0), mul(x, 0), sub(x, x), div(x, x), div(0, 0), div(x, -1)])(
    'leaves expression %#, which another form would change for some number',
    (expression) => {
      expect(printExpression(simplifyExpression(expression))).toBe(printExpression(expression));
    },
  );

  it('shares equal parts', () => {
    const simple = simplifyExpression(add(exp(mul(x, 2)), exp(mul(argument(0), 2))));
    expect(simple.operands[0]).toBe(simple.operands[1]);
  });

  it('leaves an argument without a replacement', () => {
    expect(printExpression(simplifyExpression(sub(x, y), [undefined, exp(x)]))).toBe('a - exp(a)');
  });
});
