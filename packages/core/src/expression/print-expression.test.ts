import { describe, expect, it } from 'vitest';
import {
  abs,
  add,
  and,
  argument,
  constant,
  div,
  eq,
  ge,
  gt,
  le,
  lt,
  max,
  mul,
  neg,
  not,
  or,
  sub,
  where,
} from './expression.js';
import { argumentName, printExpression } from './print-expression.js';

const [a, b, c] = [argument(0), argument(1), argument(2)];

describe('printExpression', () => {
  it.each([
    [max(add(a, b), 0), 'max(a + b, 0)'],
    [mul(add(a, b), c), '(a + b) * c'],
    [add(mul(a, b), c), 'a * b + c'],
    [sub(a, sub(b, c)), 'a - (b - c)'],
    [sub(sub(a, b), c), 'a - b - c'],
    [div(a, mul(b, c)), 'a / (b * c)'],
    [neg(add(a, b)), '-(a + b)'],
    [neg(abs(a)), '-abs(a)'],
    [constant(-0), '-0'],
    [where(and(gt(a, 0), or(lt(b, 0), not(eq(c, 1)))), 1, 0), 'where(a > 0 and (b < 0 or not(c = 1)), 1, 0)'],
    [or(and(ge(a, b), le(b, c)), gt(a, c)), 'a >= b and b <= c or a > c'],
  ])('writes expression %# as %s', (expression, text) => {
    expect(printExpression(expression)).toBe(text);
  });

  it('stops after its limit of operations', () => {
    let chain = a;
    for (let i = 0; i < 100; i++) chain = add(chain, chain);
    const text = printExpression(chain);
    expect(text).toContain('…');
    expect(text.length).toBeLessThan(2000);
    expect(printExpression(add(a, b), 2)).toBe('a + …');
  });

  it('names arguments a to z, then a1', () => {
    expect([0, 25, 26, 53].map(argumentName)).toEqual(['a', 'z', 'a1', 'b2']);
  });
});
