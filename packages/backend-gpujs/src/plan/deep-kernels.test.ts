import { nodesOf } from '@nnf/core';
import { describe, expect, it } from 'vitest';
import { deepPlans, deepRun } from '../../../core/src/testing/deep-plans.js';
import { interpretPlan } from '../../../core/src/testing/interpret-plan.js';
import { runPlan } from '../../../core/src/testing/run-plan.js';
import { gpu } from '../gpu.js';
import { writeKernels } from './plan-kernels.js';

const options = {
  rows: 4,
  encodings: { x: 'dense' },
  batchInMatrix: false,
  inFloat64: false,
  mostColumns: 8192,
} as const;

describe.each(Object.entries(deepPlans))('%s', (_, build) => {
  const plan = build();
  const operations = plan.nodes.reduce((sum, node) => {
    if (node.operation === 'update') return sum + [...nodesOf(node.expressions)].length;
    return node.operation === 'map' ? sum + [...nodesOf([node.expression])].length : sum + 1;
  }, 0);

  it.each([
    ['ieee', 'flat', 1],
    ['shader', 'rows', 1],
    ['shader', 'fours', 4],
  ] as const)('becomes kernels with a statement for each operation (%s, %s)', (arithmetic, layout, lanes) => {
    const isPassExpensive = arithmetic === 'shader';
    const { kernels, updates } = writeKernels(plan, { ...options, arithmetic, layout, isPassExpensive });
    const statements = [...kernels, ...updates].flatMap(({ source }) => source.split('\n'));
    expect(statements.length).toBeLessThan(lanes * operations + 200);
    expect(statements.reduce((longest, { length }) => Math.max(longest, length), 0)).toBeLessThan(300);
  });
});

// One chain of 20,000 operations stands for the four: each takes seconds.
const computed = Object.entries(deepPlans).filter(([name]) => !/left|right|both/.test(name));

describe.each(['cpu', 'webasm'] as const)('gpu.js in mode %s', (mode) => {
  it.each(computed)('computes %s', { timeout: 120_000 }, async (_, build) => {
    const found = await runPlan(gpu({ mode }), build(), deepRun);
    const expected = interpretPlan(build(), deepRun);
    for (const kind of ['outputs', 'parameters'] as const) {
      for (const [name, values] of Object.entries(expected[kind])) {
        values.forEach((value, i) => {
          expect(Math.abs(found[kind][name]![i]! - value), name).toBeLessThan(1e-4 * Math.max(1, Math.abs(value)));
        });
      }
    }
  });
});
