import { type DataType, type Matrix, matmul, type Plan, PlanBuilder, type RunOutputs, reduceSum } from '@nnf/core';
import { describe, expect, it } from 'vitest';
import { pairwiseSum } from '../../../core/src/testing/pairwise-sum.js';
import { cpu } from '../cpu.js';
import { expectReference } from '../testing/against-reference.js';

/** Numbers that look random, from 0 to 1 or from −1 to 1, or zeros for a part of them. */
function numbers(count: number, { seed = 1, lowest = 0, zeros = 0 } = {}): Float32Array {
  let state = seed * 7919;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const list = new Float32Array(count);
  for (let i = 0; i < count; i++) list[i] = next() * 10 < zeros ? 0 : lowest + next() * (1 - lowest);
  return list;
}

const matrix = (rows: number, columns: number, data: Float32Array): Matrix => ({ rows, columns, data });

/** Rows that end within a chain, at its end, one after it, within a block and at the end of a block. */
const lengths = [1023, 1024, 1025, 1040, 1041, 4095, 4096, 4097, 8192, 9001];

describe('a long sum in float64 has the bits of the reference', () => {
  it.each(lengths)('over %i rows: sums, and products of dense and of sparse data', async (rows) => {
    for (const zeros of [0, 8]) {
      for (const width of [1, 5, 9]) {
        const builder = new PlanBuilder();
        const [x, y] = [builder.input('x', 3), builder.input('y', width)];
        builder.output('rows', reduceSum(y, 'rows'));
        builder.output('both', reduceSum(y, 'both'));
        builder.output('product', matmul(x, y, [true, false]));
        const data = {
          x: matrix(rows, 3, numbers(rows * 3, { lowest: -1, zeros })),
          y: matrix(rows, width, numbers(rows * width, { seed: 2, lowest: -1 })),
        };
        await expectReference('float64', builder.build(), { data, rows });
        // Batches of a module for more rows.
        await expectReference('float64', builder.build(), { data, rows, batchSize: rows - 30 });
      }
    }
  });

  it.each(lengths)('over %i inputs, dense and sparse, for few rows and many', async (inputs) => {
    for (const zeros of [0, 8, 10]) {
      for (const rows of [1, 20]) {
        const builder = new PlanBuilder();
        const weights = builder.parameter('weights', 'weight', [inputs, 5]);
        builder.output('product', matmul(builder.input('x', inputs), weights));
        const data = { x: matrix(rows, inputs, numbers(rows * inputs, { lowest: -1, zeros })) };
        const parameters = { weights: numbers(inputs * 5, { seed: 2, lowest: -1 }) };
        await expectReference('float64', builder.build(), { data, parameters, rows });
      }
    }
  });

  it('of which every number is −0: sums keep the sign', async () => {
    const builder = new PlanBuilder();
    const x = builder.input('x', 3);
    for (const axis of ['rows', 'columns', 'both'] as const) builder.output(axis, reduceSum(x, axis));
    const data = { x: matrix(2000, 3, new Float32Array(6000).fill(-0)) };
    for (const dtype of ['float32', 'float64'] as const) {
      await expectReference(dtype, builder.build(), { data, rows: 2000 });
    }
  });
});

/** The outputs of a plan without parameters but weights. */
async function outputsOf(
  dtype: DataType,
  plan: Plan,
  data: Readonly<Record<string, Matrix>>,
  weights?: Float32Array,
): Promise<RunOutputs> {
  const program = await cpu({ dtype }).compile({ plan });
  if (weights) program.write('weights', weights);
  const { rows } = Object.values(data)[0]!;
  const loaded = program.load(data);
  const scalars = new Float64Array(0);
  const outputs = await program.run({ plan: 'plan', data: loaded, from: 0, to: rows, batchSize: rows, scalars });
  program.dispose();
  return outputs;
}

it.each(['float32', 'float64'] as const)('sparse data gives the bits of dense data in %s', async (dtype) => {
  for (const [rows, inputs] of [
    [9001, 40],
    [40, 9001],
  ] as const) {
    const data = {
      x: matrix(rows, inputs, numbers(rows * inputs, { lowest: -1, zeros: 8 })),
      y: matrix(rows, 9, numbers(rows * 9, { seed: 2, lowest: -1 })),
    };
    const [sparse, dense] = await Promise.all(
      [false, true].map(async (isDense) => {
        const builder = new PlanBuilder();
        const x = builder.input('x', inputs);
        builder.output('forward', matmul(x, builder.parameter('weights', 'weight', [inputs, 9])));
        builder.output('gradient', matmul(x, builder.input('y', 9), [true, false]));
        // Only products read the non-zeros alone.
        if (isDense) builder.output('all', x);
        return outputsOf(dtype, builder.build(), data, numbers(inputs * 9, { seed: 3, lowest: -1 }));
      }),
    );
    expect(sparse!.forward).toEqual(dense!.forward);
    expect(sparse!.gradient).toEqual(dense!.gradient);
  }
});

/** All ways to add up `x`, or its products with `y`, as an input or as weights. */
async function sumsOf(x: Float32Array, y: Float32Array): Promise<Readonly<Record<'sum' | 'product', number[]>>> {
  const count = x.length;
  const byRow = new PlanBuilder();
  const column = byRow.input('x', 1);
  byRow.output('rows', reduceSum(column, 'rows'));
  byRow.output('both', reduceSum(column, 'both'));
  byRow.output('gradient', matmul(column, byRow.input('y', 1), [true, false]));
  const tall = await outputsOf('float32', byRow.build(), { x: matrix(count, 1, x), y: matrix(count, 1, y) });

  const byColumn = new PlanBuilder();
  const row = byColumn.input('x', count);
  byColumn.output('columns', reduceSum(row, 'columns'));
  byColumn.output('both', reduceSum(row, 'both'));
  byColumn.output('forward', matmul(row, byColumn.parameter('weights', 'weight', [count, 1])));
  const wide = await outputsOf('float32', byColumn.build(), { x: matrix(1, count, x) }, y);

  const byDots = new PlanBuilder();
  const weights = byDots.parameter('weights', 'weight', [1, count]);
  byDots.output('dots', matmul(byDots.input('x', count), weights, [false, true]));
  const dots = await outputsOf('float32', byDots.build(), { x: matrix(1, count, x) }, y);
  return {
    sum: [tall.rows![0]!, tall.both![0]!, wide.columns![0]!, wide.both![0]!],
    product: [tall.gradient![0]!, wide.forward![0]!, dots.dots![0]!],
  };
}

describe('the error of a sum of ten million numbers in float32', () => {
  const count = 1e7;
  const relative = (found: number, exact: number): number => Math.abs(found - exact) / exact;
  const mean = (errors: readonly number[]): number => errors.reduce((sum, error) => sum + error, 0) / errors.length;

  it('is at most twice that of NumPy', async () => {
    const errors: Record<'sum' | 'product', number[][]> = { sum: [], product: [] };
    const pairwise: Record<'sum' | 'product', number[]> = { sum: [], product: [] };
    for (const seed of [1, 2, 3]) {
      const x = numbers(count, { seed });
      const y = numbers(count, { seed: seed + 10 });
      const found = await sumsOf(x, y);
      const terms = { sum: x, product: x.map((value, i) => value * y[i]!) };
      const exact = {
        sum: x.reduce((sum, value) => sum + value, 0),
        product: x.reduce((sum, value, i) => sum + value * y[i]!, 0),
      };
      for (const kind of ['sum', 'product'] as const) {
        errors[kind].push(found[kind].map((sum) => relative(sum, exact[kind])));
        pairwise[kind].push(relative(pairwiseSum(terms[kind]), exact[kind]));
      }
    }
    for (const kind of ['sum', 'product'] as const) {
      const ways = errors[kind][0]!.map((_, way) => mean(errors[kind].map((list) => list[way]!)));
      expect(Math.max(...ways)).toBeLessThanOrEqual(2 * mean(pairwise[kind]));
    }
  });

  it('is as small if all numbers are the same, so that all roundings go in one direction', async () => {
    for (const value of [0.1, 0.7]) {
      const x = new Float32Array(count).fill(value);
      const y = new Float32Array(count).fill(0.3);
      const found = await sumsOf(x, y);
      const exact = count * x[0]!;
      const bound = 2 * relative(pairwiseSum(x), exact);
      for (const sum of found.sum) expect(relative(sum, exact)).toBeLessThanOrEqual(bound);
      // NumPy's product has an error of 8e-4 for the one and 2e-3 for the other.
      for (const sum of found.product) expect(relative(sum, exact * y[0]!)).toBeLessThan(1e-4);
    }
  });
});

it.each([1e5, 1e6])('a sum of %i numbers in float32 is off by a few units in the last place', async (count) => {
  const x = numbers(count, { seed: 5 });
  const y = numbers(count, { seed: 6 });
  const exact = {
    sum: x.reduce((sum, value) => sum + value, 0),
    product: x.reduce((sum, value, i) => sum + value * y[i]!, 0),
  };
  const found = await sumsOf(x, y);
  for (const sum of found.sum) expect(Math.abs(sum / exact.sum - 1)).toBeLessThan(2 ** -23);
  for (const sum of found.product) expect(Math.abs(sum / exact.product - 1)).toBeLessThan(2 ** -21);
});
