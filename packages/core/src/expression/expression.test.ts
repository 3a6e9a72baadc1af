import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { centralDifference } from '../testing/central-difference.js';
import { failureOf } from '../testing/failure-of.js';
import { interpretExpression } from '../testing/interpret-expression.js';
import { evenlySpread } from '../testing/random-number.js';
import { differentiateExpression } from './differentiate-expression.js';
import {
  abs,
  add,
  and,
  argument,
  constant,
  cos,
  div,
  type Expression,
  type ExpressionOperation,
  eq,
  exp,
  floor,
  ge,
  gt,
  isExpression,
  le,
  log,
  lt,
  max,
  min,
  mul,
  neg,
  not,
  or,
  rules,
  type Scalar,
  sigmoid,
  sin,
  softplus,
  sqrt,
  square,
  stopGradient,
  sub,
  tanh,
  where,
} from './expression.js';

const [x, y, z] = [argument(0), argument(1), argument(2)];
const derivativeAt = (expression: Expression, ...values: readonly number[]): readonly number[] =>
  differentiateExpression(expression, values.length, constant(1)).map((partial) =>
    partial ? interpretExpression(partial, values) : 0,
  );

/** Every rule as an expression of its arguments, and the numbers it takes. */
const everyRule: readonly (readonly [
  operation: ExpressionOperation,
  expression: Expression,
  range: readonly [number, number],
])[] = [
  ['add', add(x, y), [-20, 20]],
  ['sub', sub(x, y), [-20, 20]],
  ['mul', mul(x, y), [-20, 20]],
  ['div', div(x, y), [0.5, 20]],
  ['div', div(x, y), [-20, -0.5]],
  ['neg', neg(x), [-20, 20]],
  ['max', max(x, y), [-20, 20]],
  ['min', min(x, y), [-20, 20]],
  ['abs', abs(x), [-20, 20]],
  ['floor', floor(x), [-20, 20]],
  ['sqrt', sqrt(x), [0.1, 20]],
  ['exp', exp(x), [-5, 5]],
  ['log', log(x), [0.1, 20]],
  ['sin', sin(x), [-20, 20]],
  ['cos', cos(x), [-20, 20]],
  ['tanh', tanh(x), [-5, 5]],
  ['sigmoid', sigmoid(x), [-20, 20]],
  ['softplus', softplus(x), [-20, 20]],
  ['gt', where(gt(x, y), z, mul(z, 3)), [-20, 20]],
  ['ge', where(ge(x, y), z, mul(z, 3)), [-20, 20]],
  ['lt', where(lt(x, y), z, mul(z, 3)), [-20, 20]],
  ['le', where(le(x, y), z, mul(z, 3)), [-20, 20]],
  ['eq', where(eq(floor(x), floor(y)), z, mul(z, 3)), [-2, 2]],
  ['and', where(and(gt(x, y), gt(y, z)), z, mul(x, y)), [-20, 20]],
  ['or', where(or(gt(x, y), gt(y, z)), z, mul(x, y)), [-20, 20]],
  ['not', where(not(gt(x, y)), z, mul(x, y)), [-20, 20]],
  ['where', where(gt(x, y), mul(y, z), mul(x, x)), [-20, 20]],
];

describe('the derivative of every rule', () => {
  it.each(everyRule)('%s agrees with central differences', (_, expression, [least, greatest]) => {
    const number = evenlySpread(least, greatest);
    let checked = 0;
    fc.assert(
      fc.property(number, number, number, number, (a, b, c, upstream) => {
        const values = [a, b, c];
        const partials = differentiateExpression(mul(expression, upstream), 3, constant(1));
        values.forEach((value, i) => {
          const difference = centralDifference((shift) => {
            const choices: number[] = [];
            const moved = values.with(i, value + shift);
            return { value: interpretExpression(expression, moved, { choices }) * upstream, choices };
          });
          if (!difference) return;
          const partial = partials[i];
          const derived = partial ? interpretExpression(partial, values) : 0;
          expect(Math.abs(derived - difference.derivative)).toBeLessThanOrEqual(difference.error);
          checked++;
        });
      }),
      { numRuns: 100 },
    );
    expect(checked).toBeGreaterThan(200);
  });

  it('is checked for every operation', () => {
    const checked = new Set<string>(everyRule.map(([operation]) => operation));
    const others = Object.keys(rules).filter((operation) => !checked.has(operation));
    expect(others).toEqual(['constant', 'argument', 'stopGradient']);
  });

  it.each(everyRule)('%s: the rule takes as many operands as it says', (operation, expression) => {
    const find = (node: Expression): Expression | undefined =>
      node.operation === operation ? node : (node.operands as readonly Expression[]).map(find).find(Boolean);
    expect(find(expression)?.operands).toHaveLength(rules[operation].arity);
  });

  const kinks: readonly (readonly [string, Expression, readonly number[], readonly number[]])[] = [
    ['max(x, 0) at 0', max(x, 0), [0], [0]],
    ['max(x, 0) at -0', max(x, 0), [-0], [0]],
    ['max(0, x) at 0', max(0, x), [0], [0]],
    ['max(constant(0), x) at 0', max(constant(0), x), [0], [0]],
    ['max(x, 0) above', max(x, 0), [1e-300], [1]],
    ['max(x, y) where equal', max(x, y), [2, 2], [0, 1]],
    ['min(x, 0) at 0', min(x, 0), [0], [0]],
    ['min(0, x) at 0', min(0, x), [0], [0]],
    ['min(x, y) where equal', min(x, y), [2, 2], [0, 1]],
    ['abs at 0', abs(x), [0], [0]],
    ['abs at -0', abs(x), [-0], [0]],
    ['softplus at 0', softplus(x), [0], [0.5]],
    ['sigmoid at 0', sigmoid(x), [0], [0.25]],
    ['tanh at 0', tanh(x), [0], [1]],
    ['floor at an integer', floor(x), [3], [0]],
    ['sqrt at 0', sqrt(x), [0], [Number.POSITIVE_INFINITY]],
    ['where on its border', where(gt(x, 0), mul(x, 2), mul(x, 3)), [0], [3]],
    ['where that keeps the part not taken in range', where(gt(x, 0), sqrt(max(x, 1e-30)), 0), [0], [0]],
    ['where on its border, ge', where(ge(x, 0), mul(x, 2), mul(x, 3)), [0], [2]],
    ['stopGradient', mul(x, stopGradient(x)), [3], [3]],
    ['stopGradient of all', stopGradient(mul(x, x)), [3], [0]],
    ['square', square(x), [3], [6]],
  ];
  it.each(kinks)('%s is the documented one', (_, expression, at, expected) => {
    expect(derivativeAt(expression, ...at)).toEqual(expected);
  });

  it.each([
    ['sigmoid', sigmoid(x), 0, 0],
    ['tanh', tanh(x), 0, 0],
    ['softplus', softplus(x), 0, 1],
  ])('%s has the right derivative at ±1000 and ±1e4, and no NaN', (_, expression, below, above) => {
    for (const far of [1000, 1e4]) {
      expect(derivativeAt(expression, -far)).toEqual([below]);
      expect(derivativeAt(expression, far)).toEqual([above]);
    }
  });
});

describe('the functions that make expressions', () => {
  it.each([-1, 0.5, Number.NaN, undefined])('reject an argument at position %s', (position) => {
    expect(failureOf(() => argument(position as number))).toBe(
      `INVALID_ARGUMENT argument: position is ${position}, expected an integer of 0 or more`,
    );
  });

  const functions = [add, sub, mul, div, max, min] as const;
  const names = ['add', 'sub', 'mul', 'div', 'max', 'min'] as const;

  it.each(names.map((name, i) => [name, functions[i]!] as const))('%s takes expressions and numbers', (name, make) => {
    expect(make(x, 2)).toMatchObject({ operation: name, kind: 'number', operands: [x, { value: 2 }] });
    expect(make(x, y).operands).toEqual([x, y]);
  });

  it('makes a constant the second operand of max and min', () => {
    expect(max(0, x).operands[0]).toBe(x);
    expect(min(constant(0), x).operands[0]).toBe(x);
    expect(max(x, y).operands[0]).toBe(x);
  });

  it('recognises expressions by their form, so that two copies of core work together', () => {
    expect(isExpression({ kind: 'number', operation: 'argument', operands: [], value: 0 })).toBe(true);
    for (const other of [1, 'x', null, undefined, {}, () => x]) expect(isExpression(other)).toBe(false);
  });

  it('allows infinite constants', () => {
    expect(constant(Number.NEGATIVE_INFINITY).value).toBe(Number.NEGATIVE_INFINITY);
  });

  it.each([
    [
      'a missing operand',
      () => add(x, undefined as unknown as Scalar),
      'add of an expression: expected a number or an expression, got undefined',
    ],
    [
      'text',
      () => mul('2' as unknown as Scalar, x),
      "mul of an expression: expected a number or an expression, got '2'",
    ],
    ['NaN', () => sub(x, Number.NaN), 'sub of an expression: expected a number or an expression, got NaN'],
    [
      'null',
      () => exp(null as unknown as Scalar),
      'exp of an expression: expected a number or an expression, got null',
    ],
    [
      'a condition for a number',
      () => mul(gt(x, 0) as unknown as Scalar, 2),
      'mul of an expression: expected a number or an expression, got a condition; use where(condition, 1, 0)',
    ],
    [
      'a number for a condition',
      () => where(x as unknown as ReturnType<typeof gt>, 1, 0),
      'where of an expression: expected a condition, got a number; compare it, as in gt(x, 0)',
    ],
    [
      'a plain truth value',
      () => where(true as unknown as ReturnType<typeof gt>, 1, 0),
      'where of an expression: expected a condition, got true',
    ],
    [
      'a number in and',
      () => and(gt(x, 0), x as unknown as ReturnType<typeof gt>),
      'and of an expression: expected a condition, got a number; compare it, as in gt(x, 0)',
    ],
    [
      'nothing in not',
      () => not(undefined as unknown as ReturnType<typeof gt>),
      'not of an expression: expected a condition, got undefined',
    ],
    [
      'a branch that is text',
      () => where(gt(x, 0), 'a' as unknown as Scalar, 0),
      "where of an expression: expected a number or an expression, got 'a'",
    ],
    ['a NaN constant', () => constant(Number.NaN), 'constant: value is NaN, expected a number other than NaN'],
    [
      'a constant of text',
      () => constant('7' as unknown as number),
      'constant: value is 7, expected a number other than NaN',
    ],
  ])('refuses %s', (_, make, message) => {
    expect(failureOf(make)).toBe(`EXPRESSION_OPERAND ${message}`);
  });

  const traced = x as unknown as number;
  it.each([
    ['x + 1', () => traced + 1],
    ['x * y', () => traced * (y as unknown as number)],
    ['-x', () => -traced],
    ['x > 0', () => traced > 0],
    ['Math.exp(x)', () => Math.exp(traced)],
    ['a template', () => `${traced}`],
    ['x > y of conditions', () => (gt(x, 0) as unknown as number) > 0],
  ])("refuses JavaScript's own %s, and says what to write", (_, compute) => {
    expect(failureOf(compute)).toBe(
      "EXPRESSION_OPERATOR JavaScript's operators cannot be traced: write add(x, 1) for x + 1, mul(x, y) for x * y, " +
        'gt(x, 0) for x > 0, where(gt(x, 0), a, b) for x > 0 ? a : b, exp(x) for Math.exp(x), all from @nnf/core',
    );
  });
});
