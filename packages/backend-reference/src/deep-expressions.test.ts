import { expect, it } from 'vitest';
import { deepPlans, deepRun } from '../../core/src/testing/deep-plans.js';
import { interpretPlan } from '../../core/src/testing/interpret-plan.js';
import { runPlan } from '../../core/src/testing/run-plan.js';
import { reference } from './reference.js';

it.each(Object.entries(deepPlans))('computes %s', async (_, plan) => {
  expect(await runPlan(reference(), plan(), deepRun)).toEqual(interpretPlan(plan(), deepRun));
});
