import { reference } from '@nnf/backend-reference';
import {
  add,
  argmax,
  argument,
  map,
  matmul,
  mul,
  type Plan,
  PlanBuilder,
  type PlanScalar,
  type Program,
  printScalar,
  randomUniform,
  reduceMax,
  reduceSum,
  sub,
} from '@nnf/core';
import { ensureSameBits } from '../same-bits.js';
import type { BackendTarget } from './backend-target.js';
import { distinctMatrix, ensureAsReference, ensureNear, runOn, someMatrix } from './plan-run.js';

/** Values that depend on the batch: per row, over all rows, and a parameter that sums the rows. */
function batchPlan(): Plan {
  const builder = new PlanBuilder();
  const x = builder.input('x', 8);
  const total = builder.parameter('total', 'weight', [1, 8]);
  const sum = reduceSum(x, 'rows');
  builder.output(
    'doubled',
    map((value) => mul(value, 2), x),
  );
  builder.output('row', map(add, builder.index('rows', 'batch'), x));
  builder.output('product', matmul(x, builder.parameter('weights', 'weight', [8, 4])));
  builder.output('square', matmul(x, x, [true, false]));
  builder.output('sum', sum);
  builder.output('largest', reduceMax(x, 'both'));
  builder.output('first largest', argmax(x, 'rows'));
  builder.output('centered', map(sub, x, sum));
  builder.add({
    operation: 'update',
    targets: [total.index],
    operands: [total.index, sum.index],
    expressions: [add(argument(0), argument(1))],
    shape: [1, 8],
  });
  return builder.build();
}

/** Whole batches: outputs of every row, values of the last batch, and one update per batch. */
export async function runsBatches(target: BackendTarget): Promise<void> {
  for (const batchSize of [1, 4, 8]) {
    await ensureAsReference(target, batchPlan(), { data: { x: distinctMatrix(8, 8) }, rows: 8, batchSize });
  }
}

/** The last batch holds the remaining rows, and none of the batch before. */
export async function runsShortBatch(target: BackendTarget): Promise<void> {
  for (const [rows, batchSize] of [
    [10, 4],
    [9, 8],
    [7, 4],
    [3, 8],
  ] as const) {
    await ensureAsReference(target, batchPlan(), { data: { x: distinctMatrix(rows, 8) }, rows, batchSize });
  }
}

/** Batches of several sizes on one program, smaller ones after larger ones too. */
export async function runsSizesInTurn(target: BackendTarget): Promise<void> {
  const plan = batchPlan();
  const [program, exact] = await Promise.all([target.backend.compile({ plan }), reference().compile({ plan })]);
  for (const rows of [4, 16, 8, 4, 32, 8]) {
    const run = { data: { x: distinctMatrix(rows, 8, rows) }, rows };
    const [found, expected] = [await runOn(program, plan, run), await runOn(exact, plan, run)];
    ensureNear(
      found,
      expected,
      () => 0,
      target.round,
      () => `, in a batch of ${rows}`,
    );
  }
  program.dispose();
}

/** A run of NaN does not affect the next run. */
export async function leavesNothingOver(target: BackendTarget): Promise<void> {
  const plan = batchPlan();
  const program = await target.backend.compile({ plan });
  const rows = 8;
  const nothing = { rows, columns: 8, data: new Float64Array(rows * 8).fill(Number.NaN) };
  const parameters = { total: new Float64Array(8).fill(Number.NaN), weights: new Float64Array(32).fill(Number.NaN) };
  await runOn(program, plan, { data: { x: nothing }, parameters, rows });
  const run = { data: { x: distinctMatrix(rows, 8) }, rows };
  const exact = await reference().compile({ plan });
  const expected = await runOn(exact, plan, run);
  ensureNear(
    await runOn(program, plan, run),
    expected,
    () => 0,
    target.round,
    () => ', after a run of NaN',
  );
  program.dispose();
}

/** An order may repeat or omit rows, and be longer than the data. */
export async function followsOrder(target: BackendTarget): Promise<void> {
  const data = { x: distinctMatrix(8, 8) };
  for (const order of [[7, 6, 5, 4, 3, 2, 1, 0], [3, 3, 0, 7], Array.from({ length: 24 }, (_, i) => (i * 5) % 8)]) {
    const run = { data, rows: order.length, batchSize: 4, order: Uint32Array.from(order) };
    await ensureAsReference(target, batchPlan(), run);
  }
}

/** A run may start and end anywhere in the data or the order. Without rows it has no results. */
export async function takesPart(target: BackendTarget): Promise<void> {
  const plan = batchPlan();
  const order = Uint32Array.of(7, 0, 6, 1, 5, 2, 4, 3);
  const [program, exact] = await Promise.all([target.backend.compile({ plan }), reference().compile({ plan })]);
  for (const [from, to] of [
    [0, 4],
    [4, 8],
    [2, 6],
    [3, 3],
  ] as const) {
    for (const how of [{}, { order }]) {
      const part = (one: Program) => {
        const data = one.load({ x: distinctMatrix(8, 8) });
        return one.run({ plan: 'plan', data, from, to, batchSize: 4, scalars: new Float64Array(0), ...how });
      };
      const [found, expected] = [await part(program), await part(exact)];
      // Without rows, outputs of the last batch are undefined.
      const rows = ({ doubled, row, product }: typeof found) => ({ doubled: doubled!, row: row!, product: product! });
      const numbers = (outputs: typeof found) => ({ outputs: from === to ? rows(outputs) : outputs, parameters: {} });
      ensureNear(
        numbers(found),
        numbers(expected),
        () => 0,
        target.round,
        () => `, of rows ${from} to ${to}`,
      );
    }
  }
  program.dispose();
}

/** Each batch has its own row of the scalar table, in the plan's order. */
export async function givesScalars(target: BackendTarget): Promise<void> {
  const builder = new PlanBuilder();
  const x = builder.input('x', 1);
  const [first, second] = [
    builder.scalar({ kind: 'custom', name: 'first' }),
    builder.scalar({ kind: 'custom', name: 'second' }),
  ];
  builder.output(
    'of both',
    map((value, a, b) => add(value, sub(mul(a, 8), b)), x, first, second),
  );
  builder.output('first', first);
  const scalar = (asked: PlanScalar, batch: number): number =>
    printScalar(asked) === 'first' ? batch + 1 : 0.5 * batch;
  const run = { data: { x: someMatrix(8, 1) }, rows: 8, batchSize: 2, scalar };
  await ensureAsReference(target, builder.build(), run);
}

/** Data, parameters, constants, scalars and indices as outputs, without any computation. */
export async function readsLeaves(target: BackendTarget): Promise<void> {
  for (const columns of [1, 8]) {
    const builder = new PlanBuilder();
    builder.output('input', builder.input('x', columns));
    builder.output('parameter', builder.parameter('p', 'weight', [4, columns]));
    builder.output('constant', builder.constant(-2.5));
    builder.output('scalar', builder.scalar({ kind: 'custom', name: 'rate' }));
    builder.output('rows', builder.index('rows', 'batch'));
    builder.output('fixed rows', builder.index('rows', 4));
    builder.output('columns', builder.index('columns', columns));
    const run = { data: { x: someMatrix(8, columns) }, rows: 8, batchSize: 4, scalar: () => 0.75 };
    await ensureAsReference(target, builder.build(), run);
  }
}

/** Images are bytes with a scale, and labels are class numbers. */
export async function readsEncodings(target: BackendTarget): Promise<void> {
  for (const classes of [1, 4, 8]) {
    const builder = new PlanBuilder();
    const labels = builder.input('labels', classes);
    builder.output('one-hot', labels);
    builder.output('classes', argmax(labels, 'columns'));
    builder.output('scaled', builder.input('pixels', 4));
    builder.output('negative', builder.input('levels', 4));
    const rows = 8;
    const data = {
      labels: {
        rows,
        columns: classes,
        data: Uint8Array.from({ length: rows }, (_, i) => (5 * i) % classes),
        encoding: 'classes' as const,
      },
      pixels: { rows, columns: 4, data: Uint8Array.from({ length: 4 * rows }, (_, i) => 8 * i), scale: 1 / 256 },
      levels: { rows, columns: 4, data: Int16Array.from({ length: 4 * rows }, (_, i) => 100 * (i - 16)) },
    };
    await ensureAsReference(target, builder.build(), { data, rows, batchSize: 4 });
  }
}

/** Random numbers are computed from (seed, step, stream, row, column) by arithmetic that is exact in both types. */
export async function drawsRandomNumbers(target: BackendTarget): Promise<void> {
  const builder = new PlanBuilder();
  builder.input('x', 1);
  for (const stream of [0, 2047]) {
    builder.output(`stream ${stream}`, randomUniform(builder, stream, ['batch', 37]));
    builder.output(`fixed, stream ${stream}`, randomUniform(builder, stream, [4, 8]));
  }
  const words = [1, 4095, 77, 2048] as const;
  // The other scalar is the number of earlier rows in the whole batch.
  for (const firstRow of [0, 5000]) {
    const scalar = (scalar: PlanScalar): number => (scalar.kind === 'random' ? words[scalar.word] : firstRow);
    await ensureAsReference(target, builder.build(), { data: { x: someMatrix(16, 1) }, rows: 16, scalar });
  }
}

/** Loading, writing and running do not change the caller's data, order, scalars and parameters. */
export async function leavesWhatItIsGiven({ backend, dataType }: BackendTarget): Promise<void> {
  const builder = new PlanBuilder();
  const p = builder.parameter('p', 'weight', [1, 8]);
  builder.output(
    'of all',
    map(
      (x, rate, q) => add(mul(x, rate), q),
      builder.input('x', 8),
      builder.scalar({ kind: 'custom', name: 'rate' }),
      p,
    ),
  );
  const rows = 6;
  const given = () => ({
    x:
      dataType === 'float32'
        ? Float32Array.from(distinctMatrix(rows, 8).data)
        : Float64Array.from(distinctMatrix(rows, 8).data),
    p: Float64Array.from({ length: 8 }, (_, i) => i + 1),
    order: Uint32Array.of(5, 4, 3, 2, 1, 0),
    scalars: Float64Array.of(0.5, 0.25, 2),
  });
  const { x, p: values, order, scalars } = given();
  const program = await backend.compile({ plan: builder.build() });
  program.write('p', values);
  const data = program.load({ x: { rows, columns: 8, data: x } });
  await program.run({ plan: 'plan', data, from: 0, to: rows, batchSize: 2, order, scalars });
  program.dispose();
  ensureSameBits({ x, p: values, order, scalars }, 'after a run', given(), 'before it');
}

/** A later run does not change earlier results. */
export async function givesOwnResults(target: BackendTarget): Promise<void> {
  const plan = batchPlan();
  const program = await target.backend.compile({ plan });
  const run = { data: { x: distinctMatrix(8, 8) }, rows: 8, batchSize: 4 };
  const { outputs } = await runOn(program, plan, run);
  const copy = Object.fromEntries(Object.entries(outputs).map(([name, values]) => [name, Array.from(values)]));
  await runOn(program, plan, { ...run, data: { x: distinctMatrix(8, 8, 3) } });
  program.dispose();
  ensureSameBits(outputs, 'after another run', copy, 'before it');
}
