import { describe, expect, it } from 'vitest';
import { add, argument, max, mul, sub } from '../expression/expression.js';
import { randomUniform } from '../random/random-tensor.js';
import { PlanBuilder } from './plan-builder.js';
import { printPlan } from './print-plan.js';
import { simplify } from './simplify.js';
import { argmax, map, matmul, reduceSum } from './tensor.js';

describe('a plan as text', () => {
  it('has one line per operation, with shapes, labels and outputs', () => {
    const builder = new PlanBuilder();
    const x = builder.input('inputs', 784);
    const [weights, biases] = [
      builder.parameter('hidden 1 weights', 'weight', [784, 10]),
      builder.parameter('hidden 1 biases', 'bias', [1, 10]),
    ];
    const hidden = builder.within('hidden 1 relu', () => map((s, b) => max(add(s, b), 0), matmul(x, weights), biases));
    const total = builder.within('total', () => reduceSum(hidden, 'both'));
    const change = builder.within('change', () => map(mul, total, builder.scalar({ kind: 'custom', name: 'rate' })));
    builder.output('hidden', hidden);
    builder.output('again', hidden);
    builder.output('classes', argmax(hidden, 'columns'));
    builder.within('step', () =>
      builder.add({
        operation: 'update',
        targets: [weights.index],
        operands: [weights.index, change.index],
        expressions: [sub(argument(0), argument(1))],
        shape: [784, 10],
      }),
    );
    matmul(x, map(add, builder.constant(-0), builder.index('rows', 'batch')), [true, false]);
    builder.index('columns', 4);
    builder.constant([[1], [-0]]);
    builder.constant([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(printPlan(builder.build()).split('\n')).toEqual(
      [
        '%0 = input                         [batch, 784]  inputs',
        '%1 = parameter                     [784, 10]     hidden 1 weights',
        '%2 = parameter                     [1, 10]       hidden 1 biases',
        '%3 = matmul %0 %1                  [batch, 10]   hidden 1 relu',
        '%4 = map max(a + b, 0)  %3 %2      [batch, 10]   hidden 1 relu => hidden => again',
        '%5 = reduce sum over both  %4      [1, 1]        total',
        '%6 = scalar                        [1, 1]        rate',
        '%7 = map a * b  %5 %6              [1, 1]        change',
        '%8 = reduce argmax over columns  %4  [batch, 1]    => classes',
        '%9 = update %1 <- a - b  %1 %7     [784, 10]     step',
        '%10 = constant -0                  [1, 1]',
        '%11 = index of rows                [batch, 1]',
        '%12 = map a + b  %10 %11           [batch, 1]',
        '%13 = matmul %0ᵀ %12               [784, 1]',
        '%14 = index of columns             [1, 4]',
        '%15 = constant 1 -0                [2, 1]',
        '%16 = constant 1 2 3 4 …           [2, 3]',
      ].map((line) => expect.stringMatching(pattern(line))),
    );
  });

  it('prints the stream of random numbers, and shortens their formula', () => {
    const builder = new PlanBuilder();
    builder.output('mask', randomUniform(builder, 7, ['batch', 3]));
    const text = printPlan(simplify(builder.build()));
    expect(text).toContain('= random uniform 7 ');
    expect(text).toContain('…');
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThan(5000);
  });
});

/** The same words, however they are spaced. */
function pattern(line: string): RegExp {
  const words = line.split(/\s+/).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${words.join('\\s+')}$`);
}
