import { type Plan, simplify } from '@nnf/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interpretPlan, type PlanResult, type PlanRun } from '../../core/src/testing/interpret-plan.js';
import { evenlySpread } from '../../core/src/testing/random-number.js';
import { operationsOf, randomPlan, runOf } from '../../core/src/testing/random-plan.js';
import { expectClose, runOnCpu } from './testing/against-reference.js';

const numbers = fc.array(fc.oneof(evenlySpread(-3, 3), fc.constantFrom(0, -0, 1, -1, 0.5)), {
  minLength: 5,
  maxLength: 40,
});
const rows = fc.integer({ min: 1, max: 9 });

/**
 * The results that a number type allows: those with each operation rounded, and several more with each operation off by
 * up to two units. These differ if, for example, a product has another order of summation, or a number is at a step of
 * `floor`. A backend's result may then be anywhere between them, or slightly outside.
 */
function possibleResults(plan: Plan, run: PlanRun, round: (x: number) => number, unit: number): readonly PlanResult[] {
  let state = 1;
  const shaken = (x: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const off = (state / 2 ** 31 - 1) * 2 * unit;
    return round(x + x * off);
  };
  return [round, shaken, shaken, shaken, shaken].map((how) => interpretPlan(plan, run, { round: how }));
}

describe.each([
  ['float64', (x: number): number => x, 2 ** -52],
  ['float32', Math.fround, 2 ** -23],
] as const)('random plans of all operations in %s', (dtype, round, unit) => {
  it.each([
    ['as they are', (plan: Plan): Plan => plan],
    ['simplified', simplify],
  ])('%s give the numbers that their definitions give', async (_, prepare) => {
    const seen = new Set<string>();
    let compared = 0;
    let strict = 0;
    await fc.assert(
      fc.asyncProperty(randomPlan, numbers, rows, rows, async (random, values, count, batchSize) => {
        const plan = prepare(random);
        for (const operation of operationsOf(plan)) seen.add(operation);
        const order = Uint32Array.from({ length: count }, (_unused, i) => (i * 3 + 1) % count);
        const run = { ...runOf(plan, count, batchSize, values.map(round)), order };
        const [expected, ...others] = possibleResults(plan, run, round, unit) as [PlanResult, ...PlanResult[]];
        const found = await runOnCpu(dtype, plan, run);
        expectClose(
          found,
          expected,
          (value, { name, index }) => {
            const kind = name in expected.outputs ? 'outputs' : 'parameters';
            const spread = others.map((other) => Math.abs(other[kind][name]![index]! - value));
            const widest = Math.max(...spread);
            // If one of them is NaN or Infinity, any number is accepted.
            if (Number.isNaN(widest) || widest === Number.POSITIVE_INFINITY) return Number.NaN;
            return 8 * widest + 4 * unit * Math.abs(value) + 1e-35;
          },
          plan,
        );
        for (const kind of ['outputs', 'parameters'] as const) {
          for (const [name, list] of Object.entries(expected[kind])) {
            list.forEach((value, i) => {
              const spread = Math.max(...others.map((other) => Math.abs(other[kind][name]![i]! - value)));
              compared++;
              if (Object.is(value, Number.NaN) || spread <= 1e3 * unit * Math.abs(value)) strict++;
            });
          }
        }
      }),
      { numRuns: 150 },
    );
    expect([...seen]).toEqual(expect.arrayContaining(['input', 'parameter', 'matmul', 'map', 'reduce', 'update']));
    expect(compared).toBeGreaterThan(1500);
    expect(strict / compared).toBeGreaterThan(0.9);
  });
});
