import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { centralDifference } from '../testing/central-difference.js';
import { interpretExpression } from '../testing/interpret-expression.js';
import { everyOperation, randomExpression } from '../testing/random-expression.js';
import { evenlySpread } from '../testing/random-number.js';
import { differentiateExpression } from './differentiate-expression.js';
import { type AnyExpression, add, argument, constant, exp, max, mul, sub, tanh } from './expression.js';
import { printExpression } from './print-expression.js';

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
          // Beyond, a difference of two results is mostly rounding; a NaN in a part that `where` does not take is one in
          // its derivative.
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

function sizeOf(expression: AnyExpression): number {
  const seen = new Set<AnyExpression>();
  const visit = (node: AnyExpression): void => {
    if (seen.has(node)) return;
    seen.add(node);
    node.operands.forEach(visit);
  };
  visit(expression);
  return seen.size;
}
