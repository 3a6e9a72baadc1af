import { simplify } from '@nnf/core';
import { backendSuite } from '@nnf/test-kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interpretPlan } from '../../core/src/testing/interpret-plan.js';
import { evenlySpread } from '../../core/src/testing/random-number.js';
import { operationsOf, randomPlan, runOf } from '../../core/src/testing/random-plan.js';
import { runPlan } from '../../core/src/testing/run-plan.js';
import { reference } from './reference.js';

const numbers = fc.array(fc.oneof(evenlySpread(-3, 3), fc.constantFrom(0, -0, 1, -1, 0.5)), {
  minLength: 5,
  maxLength: 40,
});
const rows = fc.integer({ min: 1, max: 7 });

backendSuite(reference);

describe('reference', () => {
  it('is a backend of float64 that gives the same bits every time', () => {
    expect(reference()).toMatchObject({ name: 'reference', dataTypes: ['float64'], deterministic: true });
  });

  it('runs random plans of all operations to the bits that their definitions give', async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(randomPlan, numbers, rows, rows, async (plan, values, count, batchSize) => {
        const order = Uint32Array.from({ length: count }, (_, i) => (i * 3 + 1) % count);
        const run = { ...runOf(plan, count, batchSize, values), order };
        expect(await runPlan(reference(), plan, run)).toEqual(interpretPlan(plan, run));
        for (const operation of operationsOf(plan)) seen.add(operation);
      }),
      { numRuns: 80 },
    );
    expect(seen.size).toBe(10);
  });

  it('runs simplified plans so, too', async () => {
    await fc.assert(
      fc.asyncProperty(randomPlan, numbers, rows, async (plan, values, count) => {
        const simple = simplify(plan);
        const run = runOf(simple, count, 3, values);
        expect(await runPlan(reference(), simple, run)).toEqual(interpretPlan(simple, run));
      }),
      { numRuns: 80 },
    );
  });
});
