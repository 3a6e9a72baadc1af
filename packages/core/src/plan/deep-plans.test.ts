import { describe, expect, it } from 'vitest';
import { add, type Expression, mul, sub, tanh } from '../expression/expression.js';
import { nodesOf } from '../expression/expression-nodes.js';
import { deep, shared } from '../testing/deep-expressions.js';
import { interpretPlan } from '../testing/interpret-plan.js';
import { gradient } from './gradient.js';
import type { Plan } from './plan.js';
import { PlanBuilder } from './plan-builder.js';
import { printPlan } from './print-plan.js';
import { simplify } from './simplify.js';
import { map, reduceSum } from './tensor.js';

/** A plan of one map after the other, with its gradient or without. */
function chain(length: number, step: (x: Expression) => Expression, isDifferentiated: boolean): Plan {
  const builder = new PlanBuilder();
  const weights = builder.parameter('weights', 'weight', [1, 1]);
  let x = weights;
  for (let i = 0; i < length; i++) x = map(step, x);
  builder.output('last', x);
  if (isDifferentiated) builder.output('gradient', gradient(reduceSum(x, 'both'), [weights])[0]!);
  return builder.build();
}

const operationsOf = (plan: Plan): number =>
  plan.nodes.reduce((sum, node) => sum + (node.operation === 'map' ? [...nodesOf([node.expression])].length : 0), 0);

describe(`a chain of ${deep} maps`, () => {
  it('becomes one expression', () => {
    const plan = simplify(chain(deep, (x) => sub(1, x), false));
    expect(plan.nodes.map(({ operation }) => operation)).toEqual(['parameter', 'map']);
    // The argument and the 1 are shared.
    expect(operationsOf(plan)).toBe(deep + 2);
    expect(interpretPlan(plan, { rows: 1, data: {}, parameters: { weights: [3] } }).outputs.last).toEqual([3]);
    expect(printPlan(plan)).toContain('…');
  });

  it.each([
    ['whose gradient needs no result', (x: Expression) => mul(x, 1.0001), Math.exp(2)],
    ['whose gradient needs every result', tanh, undefined],
  ])('%s is differentiated, simplified and printed', (_, step, expected) => {
    const plan = simplify(chain(deep, step, true));
    const { outputs } = interpretPlan(plan, { rows: 1, data: {}, parameters: { weights: [1] } });
    if (expected) expect(outputs.gradient![0]! / expected).toBeCloseTo(1, 3);
    else expect(outputs.gradient![0]).toBeGreaterThan(0);
    expect(printPlan(plan)).toContain('=> gradient');
  });
});

it('is fast for 200 maps that each share the one before', () => {
  const builder = new PlanBuilder();
  const x = builder.parameter('x', 'weight', [1, 1]);
  builder.output('one', map(shared200, x));
  builder.output(
    'other',
    map((a) => add(shared200(a), a), x),
  );
  const plan = simplify(builder.build());
  expect(operationsOf(plan)).toBeLessThan(700);
  expect(plan.nodes.at(-1)).toMatchObject({ operation: 'map', expression: { operation: 'add' }, operands: [0, 1] });
});

const shared200 = (x: Expression): Expression => shared(200, x);
