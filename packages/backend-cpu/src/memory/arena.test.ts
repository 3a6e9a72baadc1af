import { argument, map, mul, type Plan, PlanBuilder, simplify } from '@nnf/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { randomPlan } from '../../../core/src/testing/random-plan.js';
import { fusedProducts } from '../compile/fusion.js';
import { float32Lanes, float64Lanes, type Lanes } from '../wasm/lanes.js';
import { planArena } from './arena.js';
import { bytesOf } from './buffer.js';

/** A result in memory: its bytes, and the times of its computation and of its last read. */
interface Stay {
  readonly index: number;
  readonly start: number;
  readonly end: number;
  readonly from: number;
  readonly to: number;
}

/**
 * When and where each result is in memory. A batch loads its inputs, computes the plan's operations in order, copies
 * the outputs, and then runs the updates. An update therefore reads later than everything after it in the plan.
 */
function staysOf(plan: Plan, capacity: number, lanes: Lanes, reuse = true): readonly Stay[] {
  const fused = fusedProducts(plan);
  const count = plan.nodes.length;
  const { places, bytes } = planArena(plan, capacity, lanes, fused);
  const timeOf = (index: number): number => (plan.nodes[index]!.operation === 'update' ? count + 1 + index : index);
  const lastRead = plan.nodes.map(() => 0);
  plan.nodes.forEach((node, reader) => {
    const product = [...fused].find(([, index]) => index === reader);
    if (!('operands' in node)) return;
    const time = timeOf(product ? product[0] : reader);
    for (const operand of node.operands) lastRead[operand] = Math.max(lastRead[operand]!, time);
  });
  for (const index of Object.values(plan.outputs)) lastRead[index] = Math.max(lastRead[index]!, count);
  return plan.nodes.flatMap(({ operation, shape }, index) => {
    const start = places[index];
    const isStored = operation !== 'parameter' && operation !== 'update' && ![...fused.values()].includes(index);
    expect(start !== undefined, `place of %${index} in\n${plan}`).toBe(isStored);
    if (start === undefined) return [];
    expect(start % 16).toBe(0);
    const end = start + bytesOf(shape, capacity, lanes);
    expect(end).toBeLessThanOrEqual(bytes);
    const isComputed =
      operation === 'matmul' || operation === 'map' || operation === 'reduce' || operation === 'random';
    const stay = isComputed && reuse ? { from: index, to: lastRead[index]! } : { from: 0, to: 2 * count + 2 };
    return [{ index, start, end, ...stay }];
  });
}

function expectApart(stays: readonly Stay[], plan: Plan): void {
  for (const a of stays) {
    for (const b of stays) {
      const isInPlace = a.start < b.end && b.start < a.end;
      const isInTime = a.from <= b.to && b.from <= a.to;
      if (a.index < b.index && isInPlace && isInTime) {
        throw new Error(`%${a.index} and %${b.index} are in one place at a time in\n${plan}`);
      }
    }
  }
}

it.each([float32Lanes, float64Lanes])('no result lies where another is still needed', (lanes) => {
  let shared = 0;
  fc.assert(
    fc.property(randomPlan, fc.integer({ min: 1, max: 9 }), (plan, capacity) => {
      for (const one of [simplify(plan), plan]) {
        const stays = staysOf(one, capacity, lanes);
        expectApart(stays, one);
        shared += stays.filter((a) =>
          stays.some((b) => a.index < b.index && a.start < b.end && b.start < a.end),
        ).length;
      }
    }),
    { numRuns: 100 },
  );
  expect(shared).toBeGreaterThan(50);
});

it('what an update reads stays until the updates, whatever stands behind it in the plan', () => {
  const builder = new PlanBuilder();
  const x = builder.input('x', 8);
  const [p, q] = [builder.parameter('p', 'weight', [1, 8]), builder.parameter('q', 'weight', [1, 8])];
  const update = (target: typeof p, sum: typeof p): void => {
    builder.add({
      operation: 'update',
      targets: [target.index],
      operands: [target.index, sum.index],
      expressions: [mul(argument(0), argument(1))],
      shape: [1, 8],
    });
  };
  update(p, builder.reduce('sum', x, 'rows'));
  update(q, builder.reduce('max', x, 'rows'));
  builder.output(
    'doubled',
    map((value) => mul(value, 2), builder.reduce('sum', x, 'columns')),
  );
  const plan = builder.build();
  expectApart(staysOf(plan, 4, float32Lanes), plan);
});

it('a chain of maps takes the room of two of them', () => {
  const builder = new PlanBuilder();
  let x = builder.input('x', 16);
  for (let i = 0; i < 20; i++)
    x = builder.add({ operation: 'map', operands: [x.index], expression: argument(0), shape: x.shape });
  builder.output('x', x);
  const plan = builder.build();
  const one = bytesOf(['batch', 16], 10, float32Lanes);
  // The input's block, which is not reused, is also there.
  expect(planArena(plan, 10, float32Lanes, fusedProducts(plan)).bytes).toBe(3 * one);
});
