import { describe, expect, it } from 'vitest';
import { add, type Expression, exp, gt, log, max, mul, neg, where } from '../expression/expression.js';
import { printExpression } from '../expression/print-expression.js';
import { PlanBuilder, type Tensor } from '../plan/plan-builder.js';
import { map, reduceSum } from '../plan/tensor.js';
import { failureOf } from '../testing/failure-of.js';
import { activate, defineActivation, elementwise } from './activation.js';

const input = (): Tensor => new PlanBuilder().input('x', 3);
const lastLine = (tensor: Tensor): string => {
  const node = tensor.builder.nodes[tensor.index]!;
  return node.operation === 'map' ? printExpression(node.expression) : node.operation;
};

describe('elementwise', () => {
  it('makes an activation from a function', () => {
    const leakyRelu = elementwise('leaky-relu', (x) => where(gt(x, 0), x, mul(0.01, x)), { options: { slope: 0.01 } });
    expect(leakyRelu).toMatchObject({
      name: 'leaky-relu',
      options: { slope: 0.01 },
      plugin: { kind: 'activation', format: 1 },
    });
    const output = leakyRelu.forward(input());
    expect(output.shape).toEqual(['batch', 3]);
    expect(lastLine(output)).toBe('where(a > 0, a, 0.01 * a)');
  });

  it('has only the given logarithms', () => {
    const plain = elementwise('plain', (x) => exp(x));
    expect(plain).not.toHaveProperty('log');
    expect(plain).not.toHaveProperty('options');
    const formed = elementwise('formed', (x) => exp(x), { log: (x) => x, logComplement: (x) => neg(x) });
    expect(lastLine(formed.log!(input()))).toBe('a');
    expect(lastLine(formed.logComplement!(input()))).toBe('-a');
  });

  it("keeps the author's derivative", () => {
    const squared = elementwise('squared', (x) => mul(x, x), { derivative: (x) => mul(2, x) });
    const tensor = squared.forward(input());
    const node = tensor.builder.nodes[tensor.index]!;
    expect(node.operation === 'map' && node.partials?.map((partial) => printExpression(partial))).toEqual(['2 * a']);
  });

  const wrong = (fn: unknown): ((x: Expression) => Expression) => fn as (x: Expression) => Expression;
  let calls = 0;
  it.each([
    ['no expression', wrong(() => 1), /^EXPRESSION_RESULT activation 'odd': the function returned 1, expected/],
    [
      'a condition',
      wrong((x: Expression) => gt(x, 0)),
      /^EXPRESSION_RESULT activation 'odd': the function returned a condition/,
    ],
    ['operators', wrong((x: never) => x * 2), /^EXPRESSION_OPERATOR activation 'odd': JavaScript's operators/],
    ['Math', wrong((x: never) => Math.tanh(x)), /^EXPRESSION_OPERATOR activation 'odd': JavaScript's operators/],
    [
      'a count of its calls',
      wrong((x: Expression) => add(x, calls++)),
      /^EXPRESSION_IMPURE activation 'odd': two calls/,
    ],
    ['NaN', wrong((x: Expression) => max(x, Number.NaN)), /^EXPRESSION_OPERAND activation 'odd': max of an expression/],
  ])('refuses a function with %s at once', (_, fn, message) => {
    expect(failureOf(() => elementwise('odd', fn))).toMatch(message);
  });

  it.each(['derivative', 'log', 'logComplement'] as const)('refuses a %s of null', (form) => {
    const options = JSON.parse(`{ "${form}": null }`);
    expect(() => elementwise('null', (x) => x, options)).toThrow(
      `${form} of activation 'null': expected a function of symbols, got null`,
    );
  });

  it.each(['derivative', 'log', 'logComplement'] as const)('refuses a %s that cannot be traced at once', (form) => {
    const failure = (fn: unknown): string => failureOf(() => elementwise('odd', (x) => x, { [form]: wrong(fn) }));
    expect(failure(() => 1)).toMatch(new RegExp(`^EXPRESSION_RESULT ${form} of activation 'odd': `));
    expect(failure((x: never) => -x)).toMatch(new RegExp(`^EXPRESSION_OPERATOR ${form} of activation 'odd': `));
    expect(failure((x: Expression) => add(x, calls++))).toMatch(
      new RegExp(`^EXPRESSION_IMPURE ${form} of activation 'odd': `),
    );
    expect(failure(3)).toMatch(new RegExp(`^INVALID_PLUGIN ${form} of activation 'odd': `));
  });
});

describe('activate', () => {
  it('returns the sums unchanged without an activation', () => {
    const x = input();
    expect(activate(undefined, x).value).toBe(x);
  });

  it("offers the activation's logarithms, computed from the input", () => {
    const x = input();
    const formed = elementwise('formed', (value) => exp(value), { log: (value) => value });
    const prediction = activate(formed, x);
    expect(lastLine(prediction.value)).toBe('exp(a)');
    expect(lastLine(prediction.log())).toBe('a');
    const logNode = x.builder.nodes.at(-1)!;
    expect('operands' in logNode && logNode.operands).toEqual([x.index]);
    expect(lastLine(prediction.logComplement())).toBe('log(max(1 - a, 1e-10))');
  });

  it('rejects an activation that changes the shape', () => {
    const total = defineActivation('total', { forward: (x) => reduceSum(x, 'columns') });
    expect(failureOf(() => activate(total, input()))).toBe(
      "SHAPE_MISMATCH activation 'total', forward returned [batch, 1], expected [batch, 3]",
    );
  });
});

describe('defineActivation', () => {
  it.each(['forward', 'log', 'logComplement'] as const)('refuses a %s that is not a function', (form) => {
    expect(failureOf(() => defineActivation('odd', { forward: (x) => x, [form]: 3 }))).toBe(
      `INVALID_PLUGIN activation 'odd': ${form} is 3, expected a function`,
    );
  });

  it.each(['log', 'logComplement'] as const)(
    'names the activation whose %s is wrong, when a loss asks for it',
    (form) => {
      const ask = (fn: (x: Tensor) => unknown) => () =>
        activate(defineActivation('odd', { forward: (x) => x, [form]: fn as (x: Tensor) => Tensor }), input())[form]();
      expect(failureOf(ask(() => undefined))).toMatch(new RegExp(`activation 'odd', ${form}`));
      expect(failureOf(ask((x) => reduceSum(x, 'columns')))).toBe(
        `SHAPE_MISMATCH activation 'odd', ${form} returned [batch, 1], expected [batch, 3]`,
      );
    },
  );

  it('accepts operations on whole rows', () => {
    const normalize = defineActivation('normalize', {
      options: { by: 'sum' },
      forward: (x) => map((value, total) => mul(value, log(total)), x, reduceSum(x, 'columns')),
    });
    expect(normalize).toMatchObject({ name: 'normalize', options: { by: 'sum' }, plugin: { kind: 'activation' } });
    expect(activate(normalize, input()).value.shape).toEqual(['batch', 3]);
  });
});
