import { describe, it } from 'vitest';
import { deepPlans, deepRun } from '../../core/src/testing/deep-plans.js';
import { expectReference } from './testing/against-reference.js';

describe.each(['float32', 'float64'] as const)('expressions in %s', (dtype) => {
  const near = dtype === 'float32' ? 1e-4 : 1e-11;
  it.each(Object.entries(deepPlans))('%s', (_, plan) =>
    expectReference(dtype, plan(), deepRun, (expected) => near * Math.max(1, Math.abs(expected))),
  );
});
