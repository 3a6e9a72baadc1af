import { expect, it } from 'vitest';
import { plainLoops } from '../examples/custom-backend/src/index.js';
import { deepPlans, deepRun } from '../packages/core/src/testing/deep-plans.js';
import { interpretPlan } from '../packages/core/src/testing/interpret-plan.js';
import { runPlan } from '../packages/core/src/testing/run-plan.js';

it.each(Object.entries(deepPlans))('computes %s', async (_, plan) => {
  expect(await runPlan(plainLoops(), plan(), deepRun)).toEqual(interpretPlan(plan(), deepRun));
});
