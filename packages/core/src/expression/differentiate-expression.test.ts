import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { centralDifference } from '../testing/central-difference.js';
import { interpretExpression } from '../testing/interpret-expression.js';
import { everyOperation, randomExpression } from '../testing/random-expression.js';
import { evenlySpread } from '../testing/random-number.js';
import { differentiateExpression } from './differentiate-expression.js';
import {
  type AnyExpression,
  abs,
  add,
  argument,
  constant,
  div,
  type Expression,
  exp,
  gt,
  log,
  lt,
  max,
  min,
  mul,
  sqrt,
  sub,
  tanh,
  where,
} from './expression.js';
import { nodesOf } from './expression-nodes.js';
import { printExpression } from './print-expression.js';
import { simplifyExpression } from './simplify-expression.js';

const [x, y] = [argument(0), argument(1)];

describe('differentiateExpression', () => {
  it('agrees with central differences on random expressions of all operations', () => {
    // stopGradient is left out: a difference flows through it.
    const operations = everyOperation.filter((operation) => operation !== 'stopGradient');
    const number = evenlySpread(-3, 3);
    const expression = randomExpression({ arguments: 3, operations, constants: [0, 1, -1, 2, 0.5] });
    let checked = 0;
    let nonzero = 0;
    fc.assert(
      fc.property(expression, fc.array(number, { minLength: 3, maxLength: 3 }), (one, values) => {
        const partials = differentiateExpression(one, 3, constant(1));
        values.forEach((value, i) => {
          const largest = { value: 0 };
          const difference = centralDifference((shift) => {
            const choices: number[] = [];
            return { value: interpretExpression(one, values.with(i, value + shift), { choices, largest }), choices };
          });
          // Beyond, a difference of two results is mostly rounding.
          if (!difference || !(largest.value <= 1e3)) return;
          const partial = partials[i];
          const derived = partial ? interpretExpression(partial, values) : 0;
          expect(Math.abs(derived - difference.derivative), printExpression(one)).toBeLessThanOrEqual(
            difference.error * 10,
          );
          checked++;
          if (derived !== 0) nonzero++;
        });
      }),
      { numRuns: 1000 },
    );
    expect(checked).toBeGreaterThan(1000);
    expect(nonzero).toBeGreaterThan(200);
  });

  it('is linear in the upstream gradient', () => {
    const expression = mul(exp(x), y);
    const [dx, dy] = differentiateExpression(expression, 2, argument(2));
    const values = [0.3, -2, 5];
    expect(interpretExpression(dx!, values)).toBeCloseTo(5 * Math.exp(0.3) * -2, 12);
    expect(interpretExpression(dy!, values)).toBeCloseTo(5 * Math.exp(0.3), 12);
  });

  it('returns undefined for an argument that the result does not depend on', () => {
    expect(differentiateExpression(exp(x), 2, constant(1))[1]).toBeUndefined();
    expect(differentiateExpression(constant(3), 1, constant(1))).toEqual([undefined]);
  });

  it('sums the contributions to an argument, also over separate symbols', () => {
    const [twice] = differentiateExpression(add(x, x), 1, constant(1));
    expect(interpretExpression(twice!, [9])).toBe(2);
    const [apart] = differentiateExpression(mul(argument(0), argument(0)), 1, constant(1));
    expect(interpretExpression(apart!, [9])).toBe(18);
  });

  it('grows with the graph, not with the tree', () => {
    let chain = x;
    for (let i = 0; i < 60; i++) chain = tanh(add(chain, chain));
    const [derivative] = differentiateExpression(chain, 1, constant(1));
    expect(sizeOf(derivative!)).toBeLessThan(60 * 10);
    expect(interpretExpression(derivative!, [0])).toBe(2 ** 60);
  });

  it('prints the derivative of relu as its documentation does', () => {
    const [dx] = differentiateExpression(max(argument(0), 0), 1, argument(1));
    expect(printExpression(dx!)).toBe('where(max(a, 0) > 0, b, 0)');
    expect(interpretExpression(dx!, [0, 7])).toBe(0);
    expect(interpretExpression(differentiateExpression(sub(x, y), 2, argument(2))[1]!, [1, 1, 7])).toBe(-7);
  });
});

describe('what is not taken has derivative 0, though it is not finite', () => {
  const positive = gt(x, 0);
  const power = exp(x);
  const by0 = div(x, 0);
  const infinite = mul(x, Number.POSITIVE_INFINITY);
  /** Each with its derivative where a number is not finite on the side that is not taken. */
  const cases: readonly (readonly [name: string, expression: Expression, at: number, derivative: number])[] = [
    ['an exponential', where(positive, x, mul(0.1, sub(exp(x), 1))), 1000, 1],
    ['a root', where(positive, sqrt(x), 0), 0, 0],
    ['a logarithm of a negative number', where(positive, log(x), x), -2, 1],
    ['a function of a logarithm', where(positive, tanh(log(x)), x), -2, 1],
    ['a quotient', where(gt(abs(x), 0), div(1, x), 3), 0, 0],
    ['nested choices', where(positive, where(lt(x, 5), mul(power, x), mul(2, x)), where(lt(x, -5), x, power)), 900, 2],
    ['a shared quotient by 0', add(where(lt(x, 1), by0, x), where(lt(x, 2), mul(by0, 3), x)), 900, 2],
    ['a shared product with infinity', add(where(lt(x, 1), infinite, x), where(lt(x, 2), mul(infinite, 3), x)), 900, 2],
    ['a part shared by two choices', add(where(lt(x, 1), power, x), where(lt(x, 2), mul(power, 3), x)), 900, 2],
    ['a part shared with a choice that is taken', add(where(positive, x, sqrt(max(x, 0))), mul(3, max(x, 0))), 4, 4],
    ['a condition used twice', where(positive, add(x, where(positive, x, power)), power), 900, 2],
    ['the smaller one', min(power, x), 900, 1],
    ['the smaller one, first', min(x, power), 900, 1],
    ['the larger one', max(mul(-1, power), x), 900, 1],
    ['the size of 0', abs(sqrt(x)), 0, 0],
    ['a relu of a root', max(sqrt(x), 0), 0, 0],
  ];
  it.each(cases)('%s', (_, expression, at, expected) => {
    const [dx] = differentiateExpression(expression, 1, constant(1));
    expect(interpretExpression(dx!, [at])).toBe(expected);
    expect(interpretExpression(simplifyExpression(dx!), [at])).toBe(expected);
    // The upstream gradient is a choice itself, as after dropout.
    const [masked] = differentiateExpression(exp(expression), 2, where(gt(y, 0), y, 0));
    expect(interpretExpression(masked!, [at, -1])).toBe(0);
  });
  it.each(cases)('%s, in a second derivative', (_, expression, at) => {
    const [first] = differentiateExpression(expression, 1, constant(1));
    const [second] = differentiateExpression(first!, 1, constant(1));
    expect(second ? interpretExpression(second, [at]) : 0).toBeCloseTo(0, 12);
  });

  it('a derivative that is 0 by chance still has a derivative of its own', () => {
    const expression = add(where(lt(x, 1), power, 2), where(lt(x, 2), power, 2));
    const [dx] = differentiateExpression(expression, 1, y);
    const [dy] = differentiateExpression(dx!, 2, constant(1)).slice(1);
    expect(interpretExpression(dy!, [0.5, 0])).toBeCloseTo(2 * Math.exp(0.5), 12);
  });

  it('an infinite derivative of what is taken stays infinite', () => {
    const [dx] = differentiateExpression(where(lt(x, 1), sqrt(x), x), 1, constant(1));
    expect(interpretExpression(dx!, [0])).toBe(Number.POSITIVE_INFINITY);
  });

  it('writes a choice of formulas as a choice', () => {
    const [dx] = differentiateExpression(where(positive, x, mul(0.1, sub(exp(x), 1))), 1, y);
    expect(printExpression(dx!)).toBe('where(a > 0, b, b * 0.1 * exp(a))');
  });

  it('takes no longer for 20,000 choices within choices', () => {
    for (const step of [
      (inner: Expression, i: number) => where(gt(x, i), x, inner),
      (inner: Expression, i: number) => where(gt(x, i), i % 2 === 0 ? x : 1, inner),
      (inner: Expression, i: number) => where(gt(x, i), inner, mul(inner, 2)),
    ]) {
      let nested: Expression = x;
      for (let i = 0; i < 20_000; i++) nested = step(nested, i);
      const [dx] = differentiateExpression(nested, 1, constant(1));
      expect(sizeOf(dx!)).toBeLessThan(20_000 * 10);
    }
  });
});

const sizeOf = (expression: AnyExpression): number => [...nodesOf([expression])].length;
