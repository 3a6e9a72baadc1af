import { describe, expect, it } from 'vitest';
import { chains, deep, shared } from '../testing/deep-expressions.js';
import { interpretExpression } from '../testing/interpret-expression.js';
import { differentiateExpression } from './differentiate-expression.js';
import { argument, constant, type Expression } from './expression.js';
import { usedArguments } from './expression-arguments.js';
import { nodesOf } from './expression-nodes.js';
import { ExpressionTable } from './expression-table.js';
import { printExpression } from './print-expression.js';
import { loadExpression, saveExpression } from './saved-expression.js';
import { simplifyExpression } from './simplify-expression.js';
import { traceFunction } from './trace-function.js';

const cases: readonly (readonly [name: string, build: () => Expression, operations: number])[] = [
  ...Object.entries(chains).map(([name, build]) => [`a chain of ${deep} (${name})`, () => build(deep), deep] as const),
  ['200 shared levels', () => shared(200), 600],
];
const operationsOf = (expression: Expression): number =>
  [...nodesOf([expression])].filter(({ operands }) => operands.length > 0).length;

describe.each(cases)('%s', (_, build, operations) => {
  const expression = build();

  it('is traced', () => {
    expect(operationsOf(traceFunction(build, 1, 'deep'))).toBe(operations);
  });

  it('is searched for its arguments', () => {
    expect(usedArguments([expression])).toEqual([0]);
  });

  it('is interned', () => {
    const table = new ExpressionTable();
    expect(table.intern(expression)).toBe(table.intern(build()));
  });

  it('is simplified, and its argument replaced', () => {
    const simple = simplifyExpression(expression, [argument(3)]);
    expect(usedArguments([simple])).toEqual([3]);
    expect(operationsOf(simple)).toBe(operations);
  });

  it('is differentiated into a graph of its size', () => {
    const [derivative] = differentiateExpression(expression, 1, constant(1));
    expect(operationsOf(derivative!)).toBeLessThan(5 * operations);
  });

  it('is saved and loaded', () => {
    const loaded = loadExpression(JSON.parse(JSON.stringify(saveExpression(expression))));
    const table = new ExpressionTable();
    expect(table.intern(loaded)).toBe(table.intern(expression));
  });

  it('is printed up to its limit, without overflowing the stack', () => {
    expect(printExpression(expression)).toContain('…');
    expect(printExpression(expression, 2 * deep).length).toBeGreaterThan(deep);
  });

  it('is interpreted', () => {
    expect(interpretExpression(expression, [0])).not.toBeNaN();
  });
});
