import { reference } from '@nnf/backend-reference';
import { type Axis, argmax, type Plan, PlanBuilder, reduceMax, reduceSum, type Tensor } from '@nnf/core';
import { ensure } from '../check.js';
import { distinctEighths, numbersBetween, uniformNumbers, widths } from '../sample-numbers.js';
import type { BackendTarget } from './backend-target.js';
import { distinctMatrix, ensureAsReference, runPlan } from './plan-run.js';

const axes: readonly Axis[] = ['rows', 'columns', 'both'];
const reductions = { sum: reduceSum, max: reduceMax, argmax } as const;

type Reduction = keyof typeof reductions;

/** Reductions over every axis, of a batch and of a fixed matrix. */
function reductionPlan(height: number, columns: number, names: readonly Reduction[] = ['sum', 'max', 'argmax']): Plan {
  const builder = new PlanBuilder();
  const tensors: Readonly<Record<string, Tensor>> = {
    batch: builder.input('x', columns),
    'fixed matrix': builder.parameter('fixed', 'weight', [height, columns]),
  };
  for (const [what, tensor] of Object.entries(tensors)) {
    for (const name of names) {
      for (const axis of axes) builder.output(`${name} of a ${what} over ${axis}`, reductions[name](tensor, axis));
    }
  }
  return builder.build();
}

/** Eighths, so that sums are exact in both types. No two are equal, as another check is about ties. */
async function ensureReductions(target: BackendTarget, height: number, columns: number, rows: number): Promise<void> {
  const parameters = { fixed: distinctEighths(height * columns, 5) };
  const run = { data: { x: distinctMatrix(rows, columns, columns) }, parameters, rows };
  await ensureAsReference(target, reductionPlan(height, columns), run);
}

export async function reducesEveryShape(target: BackendTarget): Promise<void> {
  for (const columns of [1, 8, 16]) {
    for (const [height, rows] of [
      [1, 1],
      [8, 4],
      [16, 8],
    ] as const) {
      await ensureReductions(target, height, columns, rows);
    }
  }
}

export async function reducesEveryWidth(target: BackendTarget): Promise<void> {
  for (const columns of widths) {
    await ensureReductions(target, 1 + (columns % 6), columns, 1 + ((columns * 3) % 11));
  }
}

/** Rows of equal numbers, and only negative ones: the first position wins, and no padding 0 does. */
export async function findsFirstMaximum(target: BackendTarget): Promise<void> {
  const [rows, columns] = [8, 8];
  for (const data of [
    new Float64Array(rows * columns).fill(-2),
    Float64Array.from({ length: rows * columns }, (_, i) => -1 - ((i * 5) % 3)),
    numbersBetween(-9, -1, rows * columns).map(Math.fround),
  ]) {
    const plan = reductionPlan(rows, columns, ['max', 'argmax']);
    const run = { data: { x: { rows, columns, data } }, parameters: { fixed: data }, rows };
    await ensureAsReference(target, plan, run);
  }
}

/** For n numbers of all magnitudes, a sum may be off by n · eps · Σ|x|, in any order of addition. */
export async function sumsPrecisely(target: BackendTarget): Promise<void> {
  const [rows, columns] = [32, 16];
  const next = uniformNumbers(4);
  const data = Float64Array.from({ length: rows * columns }, () => Math.fround((next() - 0.5) * 2 ** (24 * next())));
  const builder = new PlanBuilder();
  const x = builder.input('x', columns);
  for (const axis of axes) builder.output(axis, reduceSum(x, axis));
  const plan = builder.build();
  const magnitudes = { data: { x: { rows, columns, data: data.map(Math.abs) } }, rows };
  const sums = (await runPlan(reference(), plan, magnitudes)).outputs;
  const counts: Readonly<Record<string, number>> = { rows, columns, both: rows * columns };
  await ensureAsReference(target, plan, { data: { x: { rows, columns, data } }, rows }, (_, { name, element }) => {
    return counts[name]! * target.epsilon * sums[name]![element]!;
  });
}

/** One NaN anywhere makes a sum and a maximum NaN, and is where argmax points. */
export async function reducesNaN(target: BackendTarget): Promise<void> {
  const columns = 8;
  for (let place = 0; place < columns; place++) {
    const row = Float64Array.from({ length: columns }, (_, i) => (i === place ? Number.NaN : i - 4));
    for (const [rows, width, over] of [
      [1, columns, 'columns'],
      [columns, 1, 'rows'],
    ] as const) {
      const builder = new PlanBuilder();
      const x = builder.input('x', width);
      for (const [name, reduce] of Object.entries(reductions)) {
        for (const axis of [over, 'both'] as const) builder.output(`${name} over ${axis}`, reduce(x, axis));
      }
      const run = { data: { x: { rows, columns: width, data: row } }, rows };
      const { outputs } = await runPlan(target.backend, builder.build(), run);
      for (const [name, [found]] of Object.entries(outputs).map(([key, list]) => [key, Array.from(list)] as const)) {
        const expected = name.startsWith('argmax') ? place : Number.NaN;
        ensure(Object.is(found, expected), `${name} of ${row.join(', ')} is ${found}, expected ${expected}`);
      }
    }
  }
}
