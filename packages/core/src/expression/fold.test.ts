import { describe, expect, it } from 'vitest';
import { type AnyExpression, add, argument, constant, gt, max, mul, sub, where } from './expression.js';
import { nodesOf } from './expression-nodes.js';
import { fold } from './fold.js';
import { printExpression } from './print-expression.js';

const [x, y] = [argument(0), argument(1)];

describe('fold', () => {
  it('passes the results of the operands in order', () => {
    const names = (node: AnyExpression, operands: readonly string[]): string =>
      operands.length > 0 ? `${node.operation}(${operands.join(' ')})` : printExpression(node);
    expect(fold(where(gt(x, y), sub(y, x), 0), names)).toBe('where(gt(a b) sub(b a) 0)');
  });

  it('visits a shared node once, and operands before their readers', () => {
    const sum = add(x, y);
    const visited: AnyExpression[] = [];
    fold(mul(sum, sub(sum, x)), (node) => visited.push(node));
    expect(visited.map((node) => printExpression(node))).toEqual([
      'a',
      'b',
      'a + b',
      'a + b - a',
      '(a + b) * (a + b - a)',
    ]);
  });

  it('uses known results, and adds new ones', () => {
    const sum = add(x, y);
    const known = new Map<AnyExpression, number>([[sum, 5]]);
    const result = mul(sum, x);
    expect(fold(result, (_, operands) => operands.reduce((total, size) => total + size, 1), known)).toBe(7);
    expect([...known]).toEqual([
      [sum, 5],
      [x, 1],
      [result, 7],
    ]);
  });

  it('visits nothing below a shortcut', () => {
    const visited: AnyExpression[] = [];
    const count = (node: AnyExpression): number => visited.push(node);
    fold(mul(add(x, y), y), count, undefined, ({ operation }) => (operation === 'add' ? 0 : undefined));
    expect(visited.map(({ operation }) => operation)).toEqual(['argument', 'mul']);
  });

  it('accepts falsy results', () => {
    const visited: AnyExpression[] = [];
    const result = fold<number | '' | false>(
      max(x, x),
      (node) => {
        visited.push(node);
        return 0;
      },
      undefined,
      ({ operation }) => (operation === 'argument' ? '' : undefined),
    );
    expect([result, visited.length]).toEqual([0, 1]);
  });
});

describe('nodesOf', () => {
  it('lists the nodes of several expressions once', () => {
    const sum = add(x, 1);
    const one = sum.operands[1]!;
    const product = mul(sum, y);
    expect([...nodesOf([sum, product, constant(1)])].slice(0, 5)).toEqual([x, one, sum, y, product]);
    expect([...nodesOf([sum, sum])]).toHaveLength(3);
  });
});
