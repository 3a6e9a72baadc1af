import { describe, expect, it } from 'vitest';
import { PlanBuilder } from '../plan/plan-builder.js';
import { failureOf } from '../testing/failure-of.js';
import { add, argument, type Expression, gt, max, mul } from './expression.js';
import { printExpression } from './print-expression.js';
import { type ScalarFunction, traceFunction } from './trace-function.js';

describe('traceFunction', () => {
  it('returns the expression that a function computes', () => {
    expect(printExpression(traceFunction((x) => max(x!, 0), 1, 'relu'))).toBe('max(a, 0)');
    expect(printExpression(traceFunction((x, y) => add(mul(x!, 2), y!), 2, 'sum'))).toBe('a * 2 + b');
  });

  it('accepts a function that creates its own symbols at each call', () => {
    expect(printExpression(traceFunction((x) => add(mul(x!, x!), mul(x!, x!)), 1, 'f'))).toBe('a * a + a * a');
  });

  it.each([
    ['nothing', () => undefined, 'undefined'],
    ['a number', () => 3, '3'],
    ['NaN', () => Number.NaN, 'NaN'],
    ['a promise', async () => 3, 'a promise; the function must not be async'],
    ['a list of expressions', (x: Expression) => [x], 'an array'],
    ['a function', () => () => 3, 'a function'],
    ['an object without a text', () => Object.create(null), 'an object with no properties'],
    ['text', () => 'x', "'x'"],
    ['a condition', (x: Expression) => gt(x, 0), 'a condition; use where(condition, 1, 0)'],
  ])('refuses a function that returns %s', (_, fn, found) => {
    expect(failureOf(() => traceFunction(fn as unknown as ScalarFunction, 1, "activation 'odd'"))).toBe(
      `EXPRESSION_RESULT activation 'odd': the function returned ${found}, expected an expression made with add, mul, max, exp, … of @nnf/core`,
    );
  });

  it('rejects an impure function', () => {
    let calls = 0;
    expect(failureOf(() => traceFunction((x) => mul(x!, ++calls), 1, "activation 'counter'"))).toBe(
      "EXPRESSION_IMPURE activation 'counter': two calls returned different expressions; a traced function must depend only on its arguments",
    );
  });

  it('rejects a symbol of another function', () => {
    const outer = argument(1);
    expect(failureOf(() => traceFunction((x) => add(x!, outer), 1, "activation 'odd'"))).toBe(
      "EXPRESSION_OPERAND activation 'odd': the expression reads argument 1 (from 0), but the function takes 1; " +
        'use only its own symbols',
    );
  });

  it("names the function that used JavaScript's operators, and keeps the code", () => {
    const failure = failureOf(() => traceFunction((x) => mul(x!, (x as unknown as number) + 1), 1, "activation 'sum'"));
    expect(failure).toMatch(
      /^EXPRESSION_OPERATOR activation 'sum': JavaScript's operators cannot be traced: write add/,
    );
    expect(failureOf(() => traceFunction((x) => add(x!, Number.NaN), 1, "activation 'hole'"))).toBe(
      "EXPRESSION_OPERAND activation 'hole': add of an expression: expected a number or an expression, got NaN",
    );
  });

  const asNumber = (x: unknown): number => x as number;
  it.each<[string, (x: Expression) => unknown]>([
    ['x > 0 ? x : 0', (x) => (asNumber(x) > 0 ? x : 0)],
    ['x <= 0 ? 0 : x', (x) => (asNumber(x) <= 0 ? 0 : x)],
    ['x + 1', (x) => asNumber(x) + 1],
    ['1 - x', (x) => 1 - asNumber(x)],
    ['-x', (x) => -asNumber(x)],
    ['x ** 2', (x) => asNumber(x) ** 2],
    ['Math.max(x, 0)', (x) => Math.max(asNumber(x), 0)],
    ['Number(x)', (x) => Number(x)],
    ['text with x', (x) => `${x}`],
  ])('refuses %s and says what to write instead', (_, fn) => {
    expect(failureOf(() => traceFunction(fn as ScalarFunction, 1, "activation 'odd'"))).toBe(
      "EXPRESSION_OPERATOR activation 'odd': JavaScript's operators cannot be traced: write add(x, 1) for x + 1, " +
        'mul(x, y) for x * y, gt(x, 0) for x > 0, where(gt(x, 0), a, b) for x > 0 ? a : b, exp(x) for Math.exp(x), ' +
        'all from @nnf/core',
    );
  });

  it('rejects a tensor in place of its element', () => {
    const tensor = new PlanBuilder().input('x', 3);
    expect(failureOf(() => add(tensor as unknown as Expression, 1))).toBe(
      'EXPRESSION_OPERAND add of an expression: expected a number or an expression, got a tensor; write map((x) => …, tensor)',
    );
  });

  it('passes other errors of the function through', () => {
    const own = new TypeError('mine');
    const fn = (): Expression => {
      throw own;
    };
    expect(() => traceFunction(fn, 1, 'f')).toThrow(own);
  });
});
