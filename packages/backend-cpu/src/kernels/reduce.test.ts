import { argmax, type Matrix, PlanBuilder, reduceMax, reduceSum, simplify, type Tensor } from '@nnf/core';
import { describe, expect, it } from 'vitest';
import { expectReference, runOnCpu } from '../testing/against-reference.js';
import { someEighths, someMatrix } from '../testing/some-numbers.js';

const dtypes = ['float32', 'float64'] as const;
const axes = ['rows', 'columns', 'both'] as const;
const reductions = { sum: reduceSum, max: reduceMax, argmax } as const;
const names = Object.keys(reductions) as (keyof typeof reductions)[];

/** All reductions of the tensors, over all axes. */
function outputAll(builder: PlanBuilder, tensors: Readonly<Record<string, Tensor>>): void {
  for (const [label, tensor] of Object.entries(tensors)) {
    for (const name of names) {
      for (const axis of axes) builder.output(`${name} of ${label} over ${axis}`, reductions[name](tensor, axis));
    }
  }
}

const widths = Array.from({ length: 67 }, (_, i) => i + 1);

describe.each(dtypes)('reductions in %s', (dtype) => {
  it('over every axis, for every width', async () => {
    for (const columns of widths) {
      const height = 1 + (columns % 6);
      const builder = new PlanBuilder();
      const fixed = builder.parameter('fixed', 'weight', [height, columns]);
      outputAll(builder, { batch: builder.input('x', columns), fixed });
      const rows = 1 + ((columns * 3) % 11);
      await expectReference(dtype, simplify(builder.build()), {
        data: { x: someMatrix(rows, columns, columns, columns % 4 === 0) },
        parameters: { fixed: someEighths(height * columns, 3) },
        rows,
        batchSize: 1 + (columns % 5),
      });
    }
  });

  it.each([1, 2, 5, 33])('over batches of every number of rows, of %i columns', async (columns) => {
    const builder = new PlanBuilder();
    outputAll(builder, { batch: builder.input('x', columns) });
    const plan = simplify(builder.build());
    for (let rows = 1; rows <= 13; rows++) {
      await expectReference(dtype, plan, { data: { x: someMatrix(13, columns) }, rows: 13, batchSize: rows });
    }
  });

  it('over one number, in plans that are not simplified', async () => {
    const builder = new PlanBuilder();
    const one = builder.parameter('one', 'weight', [1, 1]);
    outputAll(builder, { column: builder.input('x', 1), one });
    const run = { data: { x: someMatrix(7, 1) }, parameters: { one: [2.5] }, rows: 7, batchSize: 3 };
    await expectReference(dtype, builder.build(), run);
  });

  it('of a fixed matrix of one column and of one row', async () => {
    for (const shape of [
      [9, 1],
      [1, 9],
      [300, 1],
      [1, 300],
    ] as const) {
      const builder = new PlanBuilder();
      outputAll(builder, { fixed: builder.parameter('fixed', 'weight', shape) });
      const parameters = { fixed: someEighths(shape[0] * shape[1]) };
      await expectReference(dtype, simplify(builder.build()), { data: { x: someMatrix(1, 1) }, parameters, rows: 1 });
    }
  });

  const [inf, nan] = [Number.POSITIVE_INFINITY, Number.NaN];
  it.each<[string, readonly number[]]>([
    ['NaN first', [nan, 1, 2, 3, 4]],
    ['NaN last', [4, 3, 2, 1, nan]],
    ['NaN twice, after the largest', [inf, nan, 2, nan, 4]],
    ['NaN alone', [nan, nan, nan, nan, nan]],
    ['−Infinity alone', [-inf, -inf, -inf, -inf, -inf]],
    ['both Infinities', [-inf, 1, inf, inf, -inf]],
    ['equal ones', [-1, 3, 3, 2, 3]],
    ['all equal', [2, 2, 2, 2, 2]],
    ['zeros of both signs', [-0, 0, -0, 0, -0]],
    ['zeros below the sign', [-0, -0, -0, -0, -0]],
    ['negative numbers alone', [-5, -4, -3, -4, -5]],
  ])('with %s are those of the reference, across rows and down columns', async (_, numbers) => {
    // Few enough zeros for the data to be stored in full: sparse data does not keep the sign of zeros.
    for (const columns of [1, 5, 8, 15]) {
      // Each number is at another position in its row: in the last lanes, and in those before.
      const padding = (count: number): readonly number[] => new Array<number>(count).fill(numbers[0]!);
      const row = columns < 5 ? numbers.slice(0, columns) : [...padding(columns - 5), ...numbers];
      const across: Matrix = { rows: 1, columns, data: Float64Array.from(row) };
      const down: Matrix = {
        rows: 5,
        columns,
        data: Float64Array.from(numbers.flatMap((x) => new Array(columns).fill(x))),
      };
      for (const x of [across, down]) {
        const builder = new PlanBuilder();
        outputAll(builder, { batch: builder.input('x', columns) });
        await expectReference(dtype, simplify(builder.build()), { data: { x }, rows: x.rows });
      }
    }
  });

  it('sums of numbers of all sizes are within n eps of Σ|x|', async () => {
    const eps = dtype === 'float32' ? 2 ** -23 : 2 ** -52;
    const [rows, columns] = [50, 37];
    const data = Float64Array.from({ length: rows * columns }, (_, i) =>
      Math.fround(Math.sin(i * i) * 2 ** ((i * 7) % 40)),
    );
    const builder = new PlanBuilder();
    const x = builder.input('x', columns);
    for (const axis of axes) builder.output(axis, reduceSum(x, axis));
    const { outputs } = await runOnCpu(dtype, builder.build(), { data: { x: { rows, columns, data } }, rows });
    const check = (found: number, numbers: readonly number[]): void => {
      // The sums are exact, as fixed-point numbers of 100 bits.
      const exact = numbers.reduce((sum, x) => sum + BigInt(x * 2 ** 60), 0n);
      const sum = Number(exact) / 2 ** 60;
      const bound = numbers.length * eps * numbers.reduce((total, x) => total + Math.abs(x), 0);
      expect(Math.abs(found - sum)).toBeLessThanOrEqual(bound);
    };
    const row = (r: number): number[] => Array.from(data.subarray(r * columns, (r + 1) * columns));
    for (let r = 0; r < rows; r++) check(outputs.columns![r]!, row(r));
    for (let c = 0; c < columns; c++)
      check(
        outputs.rows![c]!,
        Array.from({ length: rows }, (_, r) => data[r * columns + c]!),
      );
    check(outputs.both![0]!, Array.from(data));
  });
});
