import { reference } from '@nnf/backend-reference';
import { matmul, type Plan, PlanBuilder, type Tensor } from '@nnf/core';
import { ensure } from '../check.js';
import { uniformNumbers, widths } from '../sample-numbers.js';
import type { BackendTarget } from './backend-target.js';
import { ensureAsReference, runPlan, someMatrix } from './plan-run.js';

const flips = [
  [false, false],
  [false, true],
  [true, false],
  [true, true],
] as const;

/** Products of every kind whose result is [batch, n], [m, n] or [k, n]. */
function productPlan(m: number, k: number, n: number): Plan {
  const builder = new PlanBuilder();
  const [x, y] = [builder.input('x', k), builder.input('y', n)];
  const fixed = (name: string, rows: number, columns: number): Tensor =>
    builder.parameter(name, 'weight', [rows, columns]);
  builder.output('batch · B', matmul(x, fixed('B', k, n)));
  builder.output('batch · Bᵀ', matmul(x, fixed('B turned', n, k), [false, true]));
  builder.output('batchᵀ · batch', matmul(x, y, [true, false]));
  for (const [flipA, flipB] of flips) {
    const a = flipA ? fixed('A turned', k, m) : fixed('A', m, k);
    const b = flipB ? fixed('B turned', n, k) : fixed('B', k, n);
    builder.output(`${flipA ? 'Aᵀ' : 'A'} · ${flipB ? 'Bᵀ' : 'B'}`, matmul(a, b, [flipA, flipB]));
  }
  return builder.build();
}

/** All numbers are eighths, so that every sum of products is exact in both types. Any difference is an error. */
export async function multipliesEveryShape(target: BackendTarget): Promise<void> {
  for (const [m, k, n] of [
    [1, 1, 1],
    [1, 8, 1],
    [8, 1, 8],
    [1, 1, 16],
    [16, 16, 1],
    [4, 8, 16],
    [16, 4, 8],
  ] as const) {
    for (const rows of [1, 8]) {
      const data = { x: someMatrix(rows, k, 5), y: someMatrix(rows, n, 6) };
      await ensureAsReference(target, productPlan(m, k, n), { data, rows });
    }
  }
}

export async function multipliesEveryWidth(target: BackendTarget): Promise<void> {
  for (const n of widths) {
    const [m, k, rows] = [1 + ((n * 5) % 9), 1 + ((n * 29) % 67), 1 + (n % 11)];
    const data = { x: someMatrix(rows, k, 5), y: someMatrix(rows, n, 6) };
    await ensureAsReference(target, productPlan(m, k, n), { data, rows });
  }
}

/** Data of mostly zeros, as in images. Every third row is all zeros. */
export async function multipliesZeros(target: BackendTarget): Promise<void> {
  for (const [k, n] of [
    [16, 4],
    [32, 16],
  ] as const) {
    const dense = someMatrix(12, k, 7);
    const data = dense.data.map((value, i) => (i % 7 === 3 && Math.floor(i / k) % 3 !== 1 ? value : 0));
    for (const batchSize of [1, 12]) {
      const run = { data: { x: { ...dense, data }, y: someMatrix(12, n, 8) }, rows: 12, batchSize };
      await ensureAsReference(target, productPlan(4, k, n), run);
    }
  }
}

/**
 * For numbers of all magnitudes, a sum of K products may be off by K · eps · Σ|a||b|, the bound for adding them one by one in
 * any order (Higham, *Accuracy and stability of numerical algorithms*, 2nd ed., §3.1).
 */
export async function multipliesPrecisely(target: BackendTarget): Promise<void> {
  for (const [k, n] of [
    [4, 8],
    [300, 8],
  ] as const) {
    const rows = 8;
    const builder = new PlanBuilder();
    const x = builder.input('x', k);
    builder.output('batch · B', matmul(x, builder.parameter('B', 'weight', [k, n])));
    builder.output('batch · Bᵀ', matmul(x, builder.parameter('B turned', 'weight', [n, k]), [false, true]));
    const plan = builder.build();
    const run = (magnitude: (value: number) => number) => ({
      data: { x: { rows, columns: k, data: spread(rows * k, 1).map(magnitude) } },
      parameters: { B: spread(k * n, 2).map(magnitude), 'B turned': spread(k * n, 3).map(magnitude) },
      rows,
    });
    const sums = (await runPlan(reference(), plan, run(Math.abs))).outputs;
    ensure(
      Object.values(sums).every((numbers) => Array.from(numbers).every(Number.isFinite)),
      'the numbers overflow',
    );
    await ensureAsReference(
      target,
      plan,
      run((value) => value),
      (_, { name, element }) => (name in sums ? k * target.epsilon * sums[name]![element]! : 0),
    );
  }
}

/** Float32s of both signs from 2⁻¹² to 2¹². */
function spread(count: number, salt: number): Float64Array {
  const next = uniformNumbers(salt);
  return Float64Array.from({ length: count }, () => Math.fround((2 * next() - 1) * 2 ** (24 * next() - 12)));
}
