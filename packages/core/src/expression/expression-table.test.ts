import { describe, expect, it } from 'vitest';
import { add, argument, constant, exp, gt, max, mul, sub, where } from './expression.js';
import { ExpressionTable } from './expression-table.js';

describe('ExpressionTable', () => {
  const formula = () => where(gt(argument(0), 0), exp(argument(1)), mul(argument(1), 2));

  it('returns one node for equal expressions', () => {
    const table = new ExpressionTable();
    expect(table.intern(formula())).toBe(table.intern(formula()));
    expect(table.number(formula())).toBe(table.number(formula()));
  });

  it.each([
    ['operations', add(argument(0), 1), sub(argument(0), 1)],
    ['arguments', exp(argument(0)), exp(argument(1))],
    ['orders of operands', sub(argument(0), argument(1)), sub(argument(1), argument(0))],
    ['constants', constant(1), constant(2)],
    ['zeros', constant(0), constant(-0)],
    ['an argument and a constant', argument(1), constant(1)],
    ['depths', max(argument(0), 0), max(max(argument(0), 0), 0)],
  ])('tells %s apart', (_, one, other) => {
    const table = new ExpressionTable();
    expect(table.intern(one)).not.toBe(table.intern(other));
    expect(table.number(one)).not.toBe(table.number(other));
  });

  it('is fast for deeply shared parts', () => {
    const build = () => {
      let chain = argument(0);
      for (let i = 0; i < 200; i++) chain = add(chain, chain);
      return chain;
    };
    const table = new ExpressionTable();
    expect(table.intern(build())).toBe(table.intern(build()));
  });
});
