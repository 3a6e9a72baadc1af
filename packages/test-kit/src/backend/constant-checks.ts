import {
  add,
  argument,
  type Expression,
  type Matrix,
  map,
  matmul,
  mul,
  type Plan,
  PlanBuilder,
  sub,
  type Tensor,
} from '@nnf/core';
import { someEighths } from '../sample-numbers.js';
import type { BackendTarget } from './backend-target.js';
import { ensureAsReference, someMatrix } from './plan-run.js';

const [a, b, c, d] = [0, 1, 2, 3].map(argument) as [Expression, Expression, Expression, Expression];

/** A constant of eighths, so that sums of products are exact in both number types. */
function constantOf(builder: PlanBuilder, rows: number, columns: number, seed: number): Tensor {
  return builder.constant({ rows, columns, data: someEighths(rows * columns, seed) });
}

/** Data of mostly zeros. A backend may multiply it by separate code. */
function someZeros(rows: number, columns: number): Matrix {
  const dense = someMatrix(rows, columns, 7);
  return { ...dense, data: dense.data.map((value, i) => (i % 7 === 3 ? value : 0)) };
}

/** Constants as outputs, repeated over rows and columns, on either side of products, and reduced. */
function readingPlan(height: number, width: number): Plan {
  const builder = new PlanBuilder();
  const [x, y] = [builder.input('x', width), builder.input('y', height)];
  const p = builder.parameter('p', 'weight', [height, width]);
  const row = constantOf(builder, 1, width, 1);
  const column = constantOf(builder, height, 1, 2);
  const whole = constantOf(builder, height, width, 3);
  builder.output('row', row);
  builder.output('column', column);
  builder.output('whole', whole);
  builder.output('batch by row', map(mul, x, row));
  builder.output(
    'all shapes',
    map((a, b, c, d) => add(mul(a, b), sub(c, d)), p, row, column, whole),
  );
  builder.output('constants alone', map(add, row, column));
  builder.output('batch · wholeᵀ', matmul(x, whole, [false, true]));
  builder.output('batch · whole', matmul(y, whole));
  builder.output('whole · pᵀ', matmul(whole, p, [false, true]));
  builder.output('wholeᵀ · p', matmul(whole, p, [true, false]));
  builder.output('p · wholeᵀ', matmul(p, whole, [false, true]));
  for (const axis of ['rows', 'columns', 'both'] as const) {
    builder.output(`sum over ${axis}`, builder.reduce('sum', whole, axis));
    builder.output(`maximum over ${axis}`, builder.reduce('max', whole, axis));
  }
  return builder.build();
}

/** Constants of every shape, in every position where an operation may read them. */
export async function readsConstants(target: BackendTarget): Promise<void> {
  for (const [height, width] of [
    [2, 3],
    [3, 5],
    [4, 8],
    [5, 17],
    [16, 32],
  ] as const) {
    const plan = readingPlan(height, width);
    for (const x of [someMatrix(9, width), someZeros(9, width)]) {
      const data = { x, y: someMatrix(9, height, 2) };
      await ensureAsReference(target, plan, { data, rows: 9, batchSize: 4 });
    }
  }
}

/** Updates that read constants, with a product (which a backend may fuse) and without. */
export async function updatesByConstants(target: BackendTarget): Promise<void> {
  for (const [inputs, outputs] of [
    [2, 3],
    [5, 7],
    [8, 16],
  ] as const) {
    const builder = new PlanBuilder();
    const [x, y] = [builder.input('x', inputs), builder.input('y', outputs)];
    const row = constantOf(builder, 1, outputs, 1);
    const column = constantOf(builder, inputs, 1, 2);
    const whole = constantOf(builder, inputs, outputs, 3);
    for (const name of ['by product', 'alone']) {
      const parameter = builder.parameter(name, 'weight', [inputs, outputs]);
      const change = name === 'alone' ? whole : matmul(x, y, [true, false]);
      builder.add({
        operation: 'update',
        targets: [parameter.index],
        operands: [parameter, change, row, column].map(({ index }) => index),
        expressions: [sub(a, add(mul(b, c), d))],
        shape: parameter.shape,
      });
    }
    const data = { y: someMatrix(8, outputs, 2) };
    for (const left of [someMatrix(8, inputs), someZeros(8, inputs)]) {
      await ensureAsReference(target, builder.build(), { data: { ...data, x: left }, rows: 8, batchSize: 4 });
    }
  }
}
