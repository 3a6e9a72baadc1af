import { add, argmax, argument, type Matrix, map, mul, PlanBuilder, type Program, reduceSum, sub } from '@nnf/core';
import { describe, expect, it } from 'vitest';
import { failureOf, rejectionOf } from '../../core/src/testing/failure-of.js';
import { summingPlans } from '../../core/src/testing/summing-plans.js';
import { reference } from './reference.js';

const scalars = new Float64Array(0);
const matrix = (columns: number, ...numbers: readonly number[]): Matrix => ({
  rows: numbers.length / columns,
  columns,
  data: Float64Array.from(numbers),
});

/** Adds up rows in a parameter, and shows what it saw of it. */
async function summing(): Promise<Program> {
  return reference().compile(summingPlans());
}

const data = matrix(2, 1, 10, 2, 20, 3, 30, 4, 40, 5, 50);
const all = { plan: 'sum', from: 0, to: 5, batchSize: 5, scalars } as const;

describe('a run', () => {
  it('collects outputs over batches, the last one short; of fixed shapes it gives the last', async () => {
    const program = await summing();
    const outputs = await program.run({ ...all, data: program.load({ x: data }), batchSize: 2 });
    expect(outputs).toEqual({
      doubled: Float64Array.of(2, 20, 4, 40, 6, 60, 8, 80, 10, 100),
      'batch sum': Float64Array.of(5, 50),
      'total before': Float64Array.of(10, 100),
      'total itself': Float64Array.of(10, 100),
      'x itself': data.data,
    });
    expect(program.read('total')).toEqual(Float64Array.of(15, 150));
  });

  it.each([1, 2, 3, 4, 5, 100])('in batches of %d gives the same outputs for each row', async (batchSize) => {
    const program = await summing();
    const { doubled } = await program.run({ ...all, data: program.load({ x: data }), batchSize });
    expect(doubled).toEqual(Float64Array.of(2, 20, 4, 40, 6, 60, 8, 80, 10, 100));
    expect(program.read('total')).toEqual(Float64Array.of(15, 150));
  });

  it('takes rows in the order that it is given, more than once or never', async () => {
    const program = await summing();
    const order = Uint32Array.of(4, 0, 4, 1, 2);
    const outputs = await program.run({ ...all, data: program.load({ x: data }), order, batchSize: 2 });
    expect([...outputs.doubled!]).toEqual([10, 100, 2, 20, 10, 100, 4, 40, 6, 60]);
    expect(program.read('total')).toEqual(Float64Array.of(5 + 1 + 5 + 2 + 3, 50 + 10 + 50 + 20 + 30));
  });

  it('runs over a range of rows', async () => {
    const program = await summing();
    const loaded = program.load({ x: data });
    expect([...(await program.run({ ...all, data: loaded, from: 1, to: 3 })).doubled!]).toEqual([4, 40, 6, 60]);
    const order = Uint32Array.of(4, 3, 2, 1, 0);
    const part = await program.run({ ...all, data: loaded, order, from: 3, to: 5 });
    expect([...part.doubled!]).toEqual([4, 40, 2, 20]);
    expect((await program.run({ ...all, data: loaded, from: 2, to: 2 })).doubled).toHaveLength(0);
  });

  it('grows for larger batches, and is right for smaller ones after them', async () => {
    const program = await summing();
    const loaded = program.load({ x: data });
    await program.run({ ...all, data: loaded, to: 1 });
    const small = program.bytes;
    await program.run({ ...all, data: loaded });
    const large = program.bytes;
    expect(large).toBeGreaterThan(small);
    const { doubled, 'batch sum': sum } = await program.run({ ...all, data: loaded, from: 3, to: 5 });
    expect([...doubled!, ...sum!]).toEqual([8, 80, 10, 100, 9, 90]);
    expect(program.bytes).toBe(large);
  });

  it('refuses a second run of a running plan, which goes on', async () => {
    const program = await summing();
    const loaded = program.load({ x: data });
    const first = program.run({ ...all, data: loaded, batchSize: 2 });
    expect(await rejectionOf(program.run({ ...all, data: loaded }))).toBe(
      "BUSY the plan 'sum' is already running; await that run first",
    );
    expect([...(await first).doubled!]).toEqual([2, 20, 4, 40, 6, 60, 8, 80, 10, 100]);
    expect((await program.run({ ...all, data: loaded })).doubled).toHaveLength(10);
  });

  it('reads bytes with their scale, and classes as one-hot rows', async () => {
    const builder = new PlanBuilder();
    builder.output(
      'pixels',
      map((value) => mul(value, 1), builder.input('images', 2)),
    );
    builder.output('classes', argmax(builder.input('labels', 3), 'columns'));
    const program = await reference().compile({ read: builder.build() });
    const loaded = program.load({
      images: { rows: 2, columns: 2, data: Uint8Array.of(0, 51, 102, 255), scale: 1 / 255 },
      labels: { rows: 2, columns: 3, data: Uint8Array.of(2, 0), encoding: 'classes' },
    });
    expect(loaded.rows).toBe(2);
    const outputs = await program.run({ ...all, plan: 'read', data: loaded, to: 2, batchSize: 1 });
    expect([...outputs.pixels!]).toEqual([0, 51 * (1 / 255), 102 * (1 / 255), 255 * (1 / 255)]);
    expect([...outputs.classes!]).toEqual([2, 0]);
  });

  it("gives every batch its row of the scalars' table", async () => {
    const builder = new PlanBuilder();
    const x = builder.input('x', 1);
    const [first, second] = [
      builder.scalar({ kind: 'custom', name: 'first' }),
      builder.scalar({ kind: 'custom', name: 'second' }),
    ];
    builder.output(
      'sum',
      map((value, a, b) => add(value, sub(mul(a, 10), b)), x, first, second),
    );
    const program = await reference().compile({ sum: builder.build() });
    const table = Float64Array.of(1, 2, 3, 4, 5, 6);
    const outputs = await program.run({
      ...all,
      data: program.load({ x: matrix(1, 0, 0, 0, 0, 0) }),
      batchSize: 2,
      scalars: table,
    });
    expect([...outputs.sum!]).toEqual([8, 8, 26, 26, 44]);
  });

  it('counts rows within each batch, and columns', async () => {
    const builder = new PlanBuilder();
    const x = builder.input('x', 3);
    const counted = map(
      (r, c, value) => add(mul(r, 10), add(c, value)),
      builder.index('rows', 'batch'),
      builder.index('columns', 3),
      x,
    );
    builder.output('counted', counted);
    builder.output(
      'fixed',
      map((value) => mul(value, 2), builder.index('rows', 3)),
    );
    const program = await reference().compile({ sum: builder.build() });
    const loaded = program.load({ x: { rows: 3, columns: 3, data: new Float32Array(9) } });
    const outputs = await program.run({ ...all, data: loaded, to: 3, batchSize: 2 });
    expect([...outputs.counted!]).toEqual([0, 1, 2, 10, 11, 12, 0, 1, 2]);
    expect([...outputs.fixed!]).toEqual([0, 2, 4]);
  });

  it('makes all updates of a plan from old values', async () => {
    const builder = new PlanBuilder();
    const [a, b, c] = ['a', 'b', 'c'].map((name) => builder.parameter(name, 'weight', [2, 300]));
    const total = reduceSum(c!, 'both');
    builder.add({
      operation: 'update',
      targets: [a!.index, b!.index],
      operands: [a!.index, b!.index],
      expressions: [argument(1), argument(0)],
      shape: [2, 300],
    });
    builder.add({
      operation: 'update',
      targets: [c!.index],
      operands: [c!.index, total.index],
      expressions: [add(argument(0), argument(1))],
      shape: [2, 300],
    });
    const program = await reference().compile({ sum: builder.build() });
    program.write('a', new Float64Array(600).fill(1));
    program.write(
      'b',
      Float64Array.from({ length: 600 }, (_, i) => i),
    );
    program.write('c', new Float64Array(600).fill(2));
    await program.run({ ...all, data: program.load({ x: matrix(1, 0) }), to: 1 });
    expect(program.read('a')).toEqual(Float64Array.from({ length: 600 }, (_, i) => i));
    expect(program.read('b')).toEqual(new Float64Array(600).fill(1));
    expect(program.read('c')).toEqual(new Float64Array(600).fill(1202));
  });
});

describe('misuse', () => {
  it('of sizes is said with both', async () => {
    const program = await summing();
    expect(failureOf(() => program.write('total', [1, 2, 3]))).toBe(
      'SHAPE_MISMATCH total has 3 numbers, expected 2 for [1, 2]',
    );
    expect(failureOf(() => program.load({ x: data, y: matrix(1, 1) }))).toBe(
      'DATA_SHAPE load: expected matrices with equal numbers of rows, got 5 and 1 rows',
    );
    expect(failureOf(() => program.load({}))).toBe(
      'DATA_SHAPE load: expected matrices with equal numbers of rows, got no matrices',
    );
    const run = (x: Readonly<Record<string, Matrix>>): Promise<unknown> =>
      program.run({ ...all, to: 1, data: program.load(x) });
    expect(await rejectionOf(run({ x: matrix(5, 1, 2, 3, 4, 5) }))).toBe(
      "DATA_SHAPE the loaded data's 'x' has 5 columns, expected 2",
    );
    expect(await rejectionOf(run({ y: data }))).toBe(
      "DATA_SHAPE the plan reads 'x', which is missing from the loaded data",
    );
    expect(program.read('total')).toEqual(new Float64Array(2));
  });
});
