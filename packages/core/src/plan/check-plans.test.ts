import { expect, it } from 'vitest';
import { failureOf } from '../testing/failure-of.js';
import { checkPlans } from './check-plans.js';
import { PlanBuilder } from './plan-builder.js';

it('a plan of another format is refused by name', () => {
  const plan = new PlanBuilder().build();
  checkPlans({ plan }, 'cpu');
  const foreign = Object.assign(new PlanBuilder().build(), { format: 2 });
  expect(failureOf(() => checkPlans({ plan, foreign }, 'cpu'))).toBe(
    "PLAN_FORMAT cpu: the plan 'foreign' has plan format 2, this backend is for 1; install versions of @nnf/core and the backend that belong together",
  );
});
