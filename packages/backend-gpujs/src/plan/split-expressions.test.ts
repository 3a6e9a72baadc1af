import { argument, type Expression, gt, map, mul, nodesOf, type Plan, PlanBuilder, sub, where } from '@nnf/core';
import { describe, expect, it } from 'vitest';
import { deepPlans, deepRun } from '../../../core/src/testing/deep-plans.js';
import { interpretPlan } from '../../../core/src/testing/interpret-plan.js';
import { mostMatrices, mostOperations } from './fusion.js';
import { splitExpressions } from './split-expressions.js';

function expressionsOf(plan: Plan): readonly (readonly Expression[])[] {
  return plan.nodes.flatMap((node) => {
    if (node.operation === 'update') return node.expressions.map((one) => [one]);
    return node.operation === 'map' ? [[node.expression]] : [];
  });
}

describe.each(Object.entries(deepPlans))('%s', (_, build) => {
  it.each([mostOperations, 100])('becomes parts of at most %d operations that compute the same', (most) => {
    const plan = build();
    const split = splitExpressions(plan, most);
    for (const expressions of expressionsOf(split)) {
      // Arguments are counted, too.
      expect([...nodesOf(expressions)].length).toBeLessThanOrEqual(most + mostMatrices);
    }
    for (const node of split.nodes) {
      if (node.operation === 'map') expect(node.operands.length).toBeLessThanOrEqual(mostMatrices);
    }
    expect(interpretPlan(split, deepRun)).toEqual(interpretPlan(plan, deepRun));
  });
});

it('leaves a plan of small expressions as it is', () => {
  const builder = new PlanBuilder();
  builder.output(
    'y',
    map((x) => mul(x, 2), builder.input('x', 3)),
  );
  const plan = builder.build();
  expect(splitExpressions(plan, mostOperations)).toEqual(plan);
});

it('passes a condition on to another part', () => {
  const builder = new PlanBuilder();
  const x = builder.input('x', 3);
  const repeated = (start: Expression): Expression => {
    let result = start;
    for (let i = 0; i < 50; i++) result = sub(1, result);
    return result;
  };
  const condition = gt(repeated(argument(0)), 0.1);
  const expression = where(condition, repeated(where(condition, argument(0), 0.5)), 0.25);
  builder.output('y', builder.add({ operation: 'map', operands: [x.index], expression, shape: x.shape }));
  const plan = builder.build();
  const split = splitExpressions(plan, 20);
  expect(split.nodes.length).toBeGreaterThan(5);
  expect(interpretPlan(split, deepRun)).toEqual(interpretPlan(plan, deepRun));
});
