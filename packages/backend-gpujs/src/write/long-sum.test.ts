import { reference } from '@nnf/backend-reference';
import { type Matrix, matmul, type Plan, PlanBuilder, reduceSum } from '@nnf/core';
import { describe, expect, it } from 'vitest';
import { pairwiseSum } from '../../../core/src/testing/pairwise-sum.js';
import { runPlan } from '../../../core/src/testing/run-plan.js';
import { gpu } from '../gpu.js';

/** Numbers that look random: from 0 to 1, or small integers, whose sums are exact. */
function numbers(count: number, seed: number, toNumber = (x: number): number => x): Float32Array {
  let state = seed * 7919;
  return new Float32Array(count).map(() => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return toNumber(state / 2 ** 32);
  });
}

const matrix = (rows: number, columns: number, data: Float32Array): Matrix => ({ rows, columns, data });

/** All sums of x and y, with a row for each sample of a batch. */
function sumsOverRows(width: number): Plan {
  const builder = new PlanBuilder();
  const [x, y] = [builder.input('x', width), builder.input('y', 3)];
  builder.output('rows', reduceSum(x, 'rows'));
  builder.output('both', reduceSum(x, 'both'));
  builder.output('gradient', matmul(x, y, [true, false]));
  return builder.build();
}

describe.each(['cpu', 'webasm'] as const)('long sums in %s', (mode) => {
  const small = (x: number): number => Math.floor(x * 9) - 4;

  it.each([1024, 1025, 1280, 2047, 2048, 2049, 2304, 4500, 16_384, 17_000])(
    'has every term of %i once',
    async (count) => {
      for (const width of [1, 3]) {
        const data = {
          x: matrix(count, width, numbers(count * width, 1, small)),
          y: matrix(count, 3, numbers(count * 3, 2, small)),
        };
        const run = { data, rows: count };
        const plan = sumsOverRows(width);
        expect((await runPlan(gpu({ mode }), plan, run)).outputs).toEqual(
          (await runPlan(reference(), plan, run)).outputs,
        );
      }
      const builder = new PlanBuilder();
      const x = builder.input('x', count);
      builder.output('columns', reduceSum(x, 'columns'));
      builder.output('both', reduceSum(x, 'both'));
      builder.output('forward', matmul(x, builder.parameter('weights', 'weight', [count, 3])));
      builder.output('dots', matmul(x, builder.parameter('turned', 'weight', [3, count]), [false, true]));
      const plan = builder.build();
      const run = {
        data: { x: matrix(3, count, numbers(count * 3, 1, small)) },
        parameters: { weights: numbers(count * 3, 3, small), turned: numbers(count * 3, 4, small) },
        rows: 3,
      };
      expect((await runPlan(gpu({ mode }), plan, run)).outputs).toEqual(
        (await runPlan(reference(), plan, run)).outputs,
      );
    },
  );

  it('is off by at most twice as much as NumPy at ten million', async () => {
    const count = 1e7;
    const builder = new PlanBuilder();
    const [x, y] = [builder.input('x', 1), builder.input('y', 1)];
    builder.output('sum', reduceSum(x, 'rows'));
    builder.output('product', matmul(x, y, [true, false]));
    const plan = builder.build();
    const errors = { sum: 0, product: 0 };
    const pairwise = { sum: 0, product: 0 };
    for (const seed of [1, 2, 3]) {
      const [left, right] = [numbers(count, seed), numbers(count, seed + 10)];
      const program = await gpu({ mode }).compile({ plan });
      const data = program.load({ x: matrix(count, 1, left), y: matrix(count, 1, right) });
      const scalars = new Float64Array(0);
      const found = await program.run({ plan: 'plan', data, from: 0, to: count, batchSize: count, scalars });
      program.dispose();
      const terms = { sum: left, product: left.map((value, i) => value * right[i]!) };
      const exact = {
        sum: left.reduce((sum, value) => sum + value, 0),
        product: left.reduce((sum, value, i) => sum + value * right[i]!, 0),
      };
      for (const kind of ['sum', 'product'] as const) {
        errors[kind] += Math.abs(found[kind]![0]! / exact[kind] - 1);
        pairwise[kind] += Math.abs(pairwiseSum(terms[kind]) / exact[kind] - 1);
      }
    }
    expect(errors.sum).toBeLessThanOrEqual(2 * pairwise.sum);
    expect(errors.product).toBeLessThanOrEqual(2 * pairwise.product);
  });
});
