import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failureOf } from '../testing/failure-of.js';
import { randomExpression } from '../testing/random-expression.js';
import { add, and, argument, type Expression, gt, max, mul, not, where } from './expression.js';
import { loadExpression, type SavedExpression, saveExpression } from './saved-expression.js';

const throughText = (expression: Expression): Expression =>
  loadExpression(JSON.parse(JSON.stringify(saveExpression(expression))) as SavedExpression);

describe('saveExpression', () => {
  it('writes every operation once, after its operands', () => {
    expect(saveExpression(max(argument(0), 0))).toEqual({
      format: 1,
      parts: [
        ['argument', 0],
        ['constant', 0],
        ['max', 0, 1],
      ],
    });
    let shared = argument(0);
    for (let i = 0; i < 60; i++) shared = add(shared, shared);
    expect(saveExpression(shared).parts).toHaveLength(61);
  });
});

describe('loadExpression', () => {
  it('restores random expressions after a round trip through JSON', () => {
    fc.assert(
      fc.property(randomExpression({ arguments: 3, maxLength: 20 }), (expression) => {
        expect(throughText(expression)).toEqual(expression);
      }),
    );
  });

  it('preserves sharing', () => {
    const x = mul(argument(0), 2);
    const loaded = throughText(add(x, x));
    expect(loaded.operands[0]).toBe(loaded.operands[1]);
  });

  it('keeps zeros of both signs, and Infinity', () => {
    for (const value of [0, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e-320, 0.1]) {
      expect(throughText(mul(argument(0), value)).operands[1]!.value).toBe(value);
    }
  });

  it('distinguishes conditions from numbers', () => {
    const both = and(gt(argument(0), 0), not(gt(argument(1), 1)));
    expect(throughText(where(both, 1, argument(0)))).toEqual(where(both, 1, argument(0)));
  });

  it.each<[unknown, string]>([
    [null, 'SAVED_EXPRESSION saved expression: expected { format, parts }'],
    [{}, 'SAVED_EXPRESSION saved expression: expected { format, parts }'],
    [
      { format: 2, parts: [] },
      'PLAN_FORMAT saved expression: the plan format is 2, expected 1; save it again with this @nnf/core',
    ],
    [{ format: 1, parts: [] }, 'SAVED_EXPRESSION saved expression: expected a number as the last part'],
    [
      { format: 1, parts: [['toString', 0]] },
      "SAVED_EXPRESSION saved expression: part 0 is ['toString', 0], expected an operation of this @nnf/core first",
    ],
    [
      { format: 1, parts: [['argument', -1]] },
      "SAVED_EXPRESSION saved expression: part 0 is ['argument', -1], expected a position",
    ],
    [
      { format: 1, parts: [['constant', 'toString']] },
      "SAVED_EXPRESSION saved expression: part 0 is ['constant', 'toString'], expected a number",
    ],
    [
      {
        format: 1,
        parts: [
          ['argument', 0],
          ['add', 0],
        ],
      },
      "SAVED_EXPRESSION saved expression: part 1 is ['add', 0], expected 2 operands",
    ],
    [
      {
        format: 1,
        parts: [
          ['argument', 0],
          ['neg', 1],
        ],
      },
      "SAVED_EXPRESSION saved expression: part 1 is ['neg', 1], expected indices of earlier parts as operands",
    ],
    [
      {
        format: 1,
        parts: [
          ['argument', 0],
          ['not', 0],
        ],
      },
      "SAVED_EXPRESSION saved expression: part 1 is ['not', 0], expected a condition as operand 0",
    ],
    [
      {
        format: 1,
        parts: [
          ['argument', 0],
          ['gt', 0, 0],
        ],
      },
      'SAVED_EXPRESSION saved expression: expected a number as the last part',
    ],
  ])('refuses %j', (saved, message) => {
    expect(failureOf(() => loadExpression(saved as SavedExpression))).toBe(message);
  });

  const nested = (depth: number): unknown => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);
  it.each<[string, unknown]>([
    ['a long name', ['x'.repeat(1e7), 0]],
    ['a long list', Array.from({ length: 1e6 }, (_, i) => i)],
    ['long operands', ['add', 'y'.repeat(1e7), 'z'.repeat(1e7), 'y'.repeat(1e7), 1]],
    ['lists in lists', ['add', nested(5_000), 0]],
    ['an operation with escapes', ['\u001b[2J\n', 0]],
    ['what JSON cannot express', ['add', 1n, 2n, 3n]],
    ['a long text', 'x'.repeat(1e7)],
  ])('refuses %s in a short line', (_, part) => {
    const message = failureOf(() => loadExpression({ format: 1, parts: [part] } as unknown as SavedExpression));
    expect(message).toMatch(/^SAVED_EXPRESSION saved expression: part 0 is /);
    expect(message.length).toBeLessThan(500);
    expect(message).not.toContain('\n');
    expect(message).not.toContain('\u001b');
  });

  it('refuses another format in a short line', () => {
    const format = 'x'.repeat(1e7) as unknown as number;
    const message = failureOf(() => loadExpression({ format, parts: [] }));
    expect(message).toMatch(/^PLAN_FORMAT/);
    expect(message.length).toBeLessThan(300);
  });

  it('refuses more operations than every backend can compile', () => {
    const chain = (length: number): SavedExpression => ({
      format: 1,
      parts: [['argument', 0], ...Array.from({ length }, (_, i) => ['neg', i] as const)],
    });
    expect(loadExpression(chain(20_000)).operation).toBe('neg');
    expect(failureOf(() => loadExpression(chain(20_001)))).toBe(
      'SAVED_EXPRESSION saved expression: it has more than 20000 operations',
    );
  });
});
