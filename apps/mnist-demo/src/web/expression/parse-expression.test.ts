import { reference } from '@nnf/backend-reference';
import { createNetwork, elementwise, InputLayer, isCondition, OutputLayer, printExpression } from '@nnf/core';
import { meanSquaredError } from '@nnf/loss-mean-squared-error';
import { describe, expect, test } from 'vitest';
import { parseExpression } from './parse-expression.js';
import { ExpressionError } from './tokens.js';

const inputs = [-3, -1, -0.5, 0, 0.25, 1, 2.5];

/** Evaluates the expression as a network's activation. */
async function valuesOf(text: string): Promise<readonly number[]> {
  const activation = elementwise('test', () => parseExpression(text));
  const output = new OutputLayer(1, activation, meanSquaredError, { weights: [[1]], biases: [0] });
  const network = await createNetwork([new InputLayer(1), output], { backend: reference(), seed: 1 });
  return Array.from((await network.predict(inputs.map((x) => [x]))).data);
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

describe('an expression means what JavaScript means by it', () => {
  test.each<[string, (x: number) => number]>([
    ['x', (x) => x],
    ['-x', (x) => -x],
    ['--x', (x) => x],
    ['1 - 2 - x', (x) => 1 - 2 - x],
    ['8 / 4 / 2 * x', (x) => (8 / 4 / 2) * x],
    ['1 + 2 * x', (x) => 1 + 2 * x],
    ['(1 + 2) * x', (x) => (1 + 2) * x],
    ['-x^2', (x) => -(x ** 2)],
    ['2 * x**3', (x) => 2 * x ** 3],
    ['x^0', () => 1],
    ['.5e1 * x', (x) => 5 * x],
    ['x * sigmoid(x)', (x) => x * sigmoid(x)],
    ['x > 0 ? x : 0.1 * (exp(x) - 1)', (x) => (x > 0 ? x : 0.1 * (Math.exp(x) - 1))],
    ['x > 1 ? 1 : x < -1 ? -1 : x', (x) => Math.max(-1, Math.min(1, x))],
    ['x > 0 and not x > 1 ? 1 : 0', (x) => (x > 0 && !(x > 1) ? 1 : 0)],
    ['x < -1 or x >= 1 && x != 1 ? 2 : 3', (x) => (x < -1 || (x >= 1 && x !== 1) ? 2 : 3)],
    ['max(min(x, 1), -1)', (x) => Math.max(Math.min(x, 1), -1)],
    [`${'('.repeat(95)}x${'^2)'.repeat(95)}`, (x) => x ** (2 ** 95)],
    [`${'('.repeat(95)}x${'^16)'.repeat(95)}`, (x) => x ** (16 ** 95)],
    [`${'x > 0 ? x : '.repeat(40)}0`, (x) => Math.max(x, 0)],
    ['x + sin(2 * x) * cos(x)', (x) => x + Math.sin(2 * x) * Math.cos(x)],
    ['tanh(x) + abs(x) * pi - e', (x) => Math.tanh(x) + Math.abs(x) * Math.PI - Math.E],
  ])('%s', async (text, expected) => {
    const values = await valuesOf(text);
    for (const [i, x] of inputs.entries()) expect(values[i]).toBeCloseTo(expected(x), 12);
  });
});

describe('an invalid expression is refused, with its position', () => {
  test.each([
    ['', '', 0, 0],
    ['x +', 'Expected a number, x or a function', 3, 3],
    ['x + * 2', '*', 4, 5],
    ['(x', ')', 2, 2],
    ['x)', ')', 1, 2],
    ['y', 'y', 0, 1],
    ['2 * alert(1)', 'alert', 4, 9],
    ['x.constructor', '.', 1, 2],
    ['constructor', 'constructor', 0, 11],
    ['x[0]', '[', 1, 2],
    ['max(x)', 'max takes 2 numbers', 0, 6],
    ['tanh x', '(', 5, 6],
    ['x ^ 0.5', 'power', 4, 7],
    ['x > 0', 'Expected a number, found a comparison', 0, 5],
    ['x ? 1 : 2', 'comparison', 0, 2],
    ['x > 0 ? 1', ':', 9, 9],
    ['1 + (x > 0)', 'Expected a number, found a comparison', 4, 11],
    ['`x`', '`', 0, 1],
    ['x; y', ';', 1, 2],
  ])('%s', (text, message, from, to) => {
    try {
      parseExpression(text);
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      expect(error.message).toContain(message);
      expect([error.from, error.to]).toEqual([from, to]);
      return;
    }
    expect.unreachable();
  });

  test('an expression that is too deep or too long is refused', () => {
    expect(() => parseExpression(`${'('.repeat(240)}x${')'.repeat(240)}`)).toThrow('Nested too deeply');
    expect(() => parseExpression(`${'x>0?'.repeat(101)}x`)).toThrow('Nested too deeply');
    expect(() => parseExpression('x+'.repeat(1000))).toThrow('More than 500');
  });
});

test("the result is a number in core's own expressions", () => {
  const expression = parseExpression('relu(x) + 1');
  expect(isCondition(expression)).toBe(false);
  expect(printExpression(expression)).toBe('max(a, 0) + 1');
});
