import { reference } from '@nnf/backend-reference';
import {
  add,
  argmax,
  type Matrix,
  map,
  matmul,
  mul,
  PlanBuilder,
  type Program,
  type RunOutputs,
  reduceSum,
} from '@nnf/core';
import { describe, expect, it } from 'vitest';
import { failureOf, rejectionOf } from '../../core/src/testing/failure-of.js';
import { summingPlans } from '../../core/src/testing/summing-plans.js';
import { cpu } from './cpu.js';
import { someEighths, someMatrix } from './testing/some-numbers.js';

const matrix = (columns: number, ...numbers: readonly number[]): Matrix => ({
  rows: numbers.length / columns,
  columns,
  data: Float64Array.from(numbers),
});
const plain = (outputs: RunOutputs): Record<string, number[]> =>
  Object.fromEntries(Object.entries(outputs).map(([name, values]) => [name, Array.from(values)]));

describe.each(['float32', 'float64'] as const)('a program in %s', (dtype) => {
  /** Adds up rows in a parameter, and outputs the parameter's value before. */
  async function summing(): Promise<Program> {
    return cpu({ dtype }).compile(summingPlans());
  }

  const Numbers = dtype === 'float32' ? Float32Array : Float64Array;
  const data = matrix(2, 1, 10, 2, 20, 3, 30, 4, 40, 5, 50);
  const all = { plan: 'sum', from: 0, to: 5, batchSize: 5, scalars: new Float64Array(0) } as const;

  it('takes rows in the given order, each any number of times', async () => {
    const program = await summing();
    const loaded = program.load({ x: data });
    const order = Uint32Array.of(4, 0, 4, 1, 2);
    const outputs = await program.run({ ...all, data: loaded, order, batchSize: 2 });
    expect([...outputs.doubled!]).toEqual([10, 100, 2, 20, 10, 100, 4, 40, 6, 60]);
    expect([...program.read('total')]).toEqual([5 + 1 + 5 + 2 + 3, 50 + 10 + 50 + 20 + 30]);
    const long = Uint32Array.from({ length: 300 }, (_, i) => i % 5);
    const other = program.load({ x: data });
    const many = await program.run({ ...all, data: loaded, order: long, to: 300, batchSize: 7 });
    expect([...many.doubled!]).toEqual(Array.from(long, (row) => [2 * row + 2, 20 * row + 20]).flat());
    expect([...(await program.run({ ...all, data: other })).doubled!]).toEqual([2, 20, 4, 40, 6, 60, 8, 80, 10, 100]);
  });

  it('keeps parameters when larger batches need another module, and is right for smaller ones afterwards', async () => {
    const program = await summing();
    const loaded = program.load({ x: data });
    const sums: number[][] = [];
    for (const size of [1, 3, 2, 5, 4, 1]) {
      const outputs = await program.run({ ...all, data: loaded, to: size, batchSize: size });
      expect([...outputs['batch sum']!]).toEqual([(size * (size + 1)) / 2, 5 * size * (size + 1)]);
      sums.push([...program.read('total')]);
    }
    expect(sums.map(([first]) => first)).toEqual([1, 7, 10, 25, 35, 36]);
  });

  it('runs plans in turn, which share parameters by name', async () => {
    const program = await summing();
    program.write('total', [3, 4]);
    const loaded = program.load({ x: data });
    const scaled = async (): Promise<number[]> => {
      const outputs = await program.run({ ...all, plan: 'scale', data: loaded, to: 1 });
      return [...outputs.scaled!];
    };
    expect(await scaled()).toEqual([3, 40]);
    await program.run({ ...all, data: loaded, to: 1 });
    expect(await scaled()).toEqual([4, 140]);
    await program.run({ ...all, data: loaded, to: 3, batchSize: 2 });
    expect(await scaled()).toEqual([10, 740]);
  });

  it('runs plans at the same time, each with its own data', async () => {
    const program = await summing();
    const rows = 3000;
    const [x, y] = [someMatrix(rows, 2, 1), someMatrix(rows, 2, 2)];
    const run = { ...all, to: rows, batchSize: 1 };
    program.write('total', [1, 1]);
    const [loadedX, loadedY] = [program.load({ x }), program.load({ x: y })];
    const [{ doubled }, ...others] = await Promise.all([
      program.run({ ...run, data: loadedX }),
      program.run({ ...run, plan: 'scale', data: loadedY }),
    ]);
    expect(Array.from(doubled!)).toEqual(Array.from(x.data, (value) => 2 * value));
    expect(others[0]!.scaled).toHaveLength(2 * rows);
  });

  it('refuses a second run of a plan that is running, and finishes the first', async () => {
    const program = await summing();
    const loaded = program.load({ x: data });
    const first = program.run({ ...all, data: loaded });
    expect(await rejectionOf(program.run({ ...all, data: loaded }))).toBe(
      "BUSY the plan 'sum' is already running; await that run first",
    );
    expect([...(await first)['batch sum']!]).toEqual([15, 150]);
    expect([...(await program.run({ ...all, data: loaded }))['total before']!]).toEqual([15, 150]);
  });

  describe('synchronously', () => {
    it('does a short run of a compiled plan, with the results of an awaited run', async () => {
      const program = await summing();
      const loaded = program.load({ x: data });
      const run = { ...all, data: loaded, batchSize: 2 };
      expect(program.runNow!(run)).toBeUndefined();
      const waitedFor = await program.run(run);
      program.write('total', [0, 0]);
      expect(program.runNow!(run)).toEqual(waitedFor);
      expect([...program.read('total')]).toEqual([15, 150]);
      // Batches of other sizes have their own modules.
      expect(program.runNow!({ ...run, batchSize: 1 })).toBeUndefined();
      expect([...program.read('total')]).toEqual([15, 150]);
    });

    it('does nothing if a run is long or the plan is running, and fails like an awaited run', async () => {
      const program = await summing();
      const rows = 60_000;
      const long = { ...all, data: program.load({ x: someMatrix(rows, 2) }), to: rows, batchSize: 1 };
      const running = program.run(long);
      const short = { ...long, to: 1 };
      expect(program.runNow!(short)).toBeUndefined();
      await running;
      expect(program.runNow!(long)).toBeUndefined();
      expect(program.runNow!(short)).toBeDefined();
      expect(() => program.runNow!({ ...short, signal: AbortSignal.abort(new Error('enough')) })).toThrow('enough');
      expect(failureOf(() => program.runNow!({ ...short, plan: 'train' }))).toMatch(/^UNKNOWN_NAME/);
      expect(failureOf(() => program.runNow!({ ...short, data: program.load({ y: data }) }))).toMatch(/^DATA_SHAPE/);
    });
  });

  it('gives a row the same bits whatever ran before', async () => {
    const builder = new PlanBuilder();
    const x = builder.input('x', 300);
    // A·Bᵀ has another order of summation for few rows than for many.
    builder.output('product', matmul(x, builder.parameter('w', 'weight', [5, 300]), [false, true]));
    const plan = builder.build();
    const input = someMatrix(64, 300);
    const thirds = { ...input, data: Float64Array.from(input.data, (value) => value / 3) };
    const results: unknown[] = [];
    for (const before of [[], [64], [3], [64, 9, 2]]) {
      const program = await cpu({ dtype }).compile({ product: plan });
      program.write(
        'w',
        Float64Array.from(someEighths(1500, 3), (value) => value / 7),
      );
      const run = { ...all, plan: 'product', data: program.load({ x: thirds }) };
      for (const size of before) await program.run({ ...run, to: size, batchSize: size });
      results.push([await program.run({ ...run, to: 1 }), await program.run({ ...run, to: 4 })]);
    }
    expect(results.slice(1)).toEqual([results[0], results[0], results[0]]);
  });

  it('keeps few modules for any number of batch sizes and encodings', async () => {
    const builder = new PlanBuilder();
    const [x, y] = [builder.input('x', 20), builder.input('y', 20)];
    builder.output('sum', map(add, x, y));
    const program = await cpu({ dtype }).compile({ sum: builder.build() });
    const matrices = [false, true].map((sparse) => someMatrix(40, 20, 1, sparse));
    const round = async (): Promise<void> => {
      for (const first of matrices) {
        for (const second of matrices) {
          const loaded = program.load({ x: first, y: second });
          for (const size of [1, 2, 3, 4, 5, 15, 16, 40]) {
            const { sum } = await program.run({ ...all, data: loaded, to: size, batchSize: size });
            const expected = first.data.subarray(0, size * 20).map((value, i) => value + second.data[i]!);
            expect(Array.from(sum!)).toEqual(Array.from(expected));
          }
          loaded.dispose();
        }
      }
    };
    await round();
    const { bytes } = program;
    for (let i = 0; i < 3; i++) await round();
    expect(program.bytes).toBe(bytes);
  });

  it('reads bytes with their scale, and classes as one-hot rows', async () => {
    for (const classes of [1, 3, 4, 10, 37]) {
      const builder = new PlanBuilder();
      builder.output(
        'pixels',
        map((value) => mul(value, 1), builder.input('images', 2)),
      );
      builder.output('itself', builder.input('labels', classes));
      builder.output('classes', argmax(builder.at(builder.nodes.length - 1), 'columns'));
      const program = await cpu({ dtype }).compile({ read: builder.build() });
      const labels = Uint8Array.from({ length: 9 }, (_, i) => (i * 5) % classes);
      const loaded = program.load({
        images: { rows: 9, columns: 2, data: Uint8Array.from({ length: 18 }, (_, i) => i * 15), scale: 1 / 255 },
        labels: { rows: 9, columns: classes, data: labels, encoding: 'classes' },
      });
      expect(loaded.rows).toBe(9);
      const order = Uint32Array.of(8, 7, 6, 5, 4, 3, 2, 1, 0);
      const outputs = await program.run({ ...all, plan: 'read', data: loaded, order, to: 9, batchSize: 2 });
      const pixels = Array.from(order, (row) => [30 * row * (1 / 255), (30 * row + 15) * (1 / 255)]).flat();
      expect(outputs.pixels).toEqual(Numbers.from(pixels));
      expect([...outputs.classes!]).toEqual([...labels].reverse());
      const oneHot = [...labels]
        .reverse()
        .flatMap((label) => Array.from({ length: classes }, (_, c) => +(c === label)));
      expect([...outputs.itself!]).toEqual(oneHot);
    }
  });

  describe('data', () => {
    const product = async (): Promise<Program> => {
      const builder = new PlanBuilder();
      const x = builder.input('x', 20);
      builder.output('product', matmul(x, builder.parameter('w', 'weight', [20, 3])));
      return cpu({ dtype }).compile({ product: builder.build() });
    };
    const expected = async (x: Matrix): Promise<number[]> => {
      const builder = new PlanBuilder();
      builder.output('product', matmul(builder.input('x', 20), builder.parameter('w', 'weight', [20, 3])));
      const program = await reference().compile({ product: builder.build() });
      program.write('w', someEighths(60));
      const outputs = await program.run({ ...all, plan: 'product', data: program.load({ x }), to: x.rows });
      return Array.from(outputs.product!);
    };

    it('may be several sets, dense and sparse, loaded and disposed of in any order', async () => {
      const program = await product();
      program.write('w', someEighths(60));
      const sets = Array.from({ length: 12 }, (_, i) => someMatrix(1 + i * 3, 20, i, i % 3 === 1));
      const loaded = sets.map((x) => program.load({ x }));
      const results = await Promise.all(sets.map(expected));
      for (let step = 0; step < 60; step++) {
        const i = (step * 5) % sets.length;
        const run = { ...all, plan: 'product', data: loaded[i]!, to: sets[i]!.rows, batchSize: 1 + (step % 7) };
        expect(Array.from((await program.run(run)).product!)).toEqual(results[i]);
        if (step % 3 !== 0) continue;
        const other = (step * 7) % sets.length;
        loaded[other]!.dispose();
        loaded[other] = program.load({ x: sets[other]! });
      }
    });

    it.each([Uint8Array, Uint8ClampedArray, Int8Array, Uint16Array, Float32Array, Float64Array] as const)(
      'of mostly zeros may come as %s, few or many, of any width',
      async (Source) => {
        for (const columns of [16, 17, 31, 33, 100]) {
          const builder = new PlanBuilder();
          builder.output('itself', builder.input('x', columns));
          const program = await cpu({ dtype }).compile({ itself: builder.build() });
          for (const rows of [1, 3, 300]) {
            for (const share of [0, 0.1, 0.39, 0.41, 1]) {
              const isZero = (i: number): boolean => (i * 0.6180339887) % 1 >= share;
              const numbers = Array.from({ length: 3 + rows * columns }, (_, i) => (isZero(i) ? 0 : 1 + (i % 120)));
              const matrix = { rows, columns, data: new Source(numbers).subarray(3) as Float32Array, scale: 1 / 255 };
              const loaded = program.load({ x: matrix });
              const { itself } = await program.run({ ...all, plan: 'itself', data: loaded, to: rows, batchSize: 64 });
              const expected = Numbers.from(numbers.slice(3).map((value) => value * (1 / 255)));
              expect(itself).toHaveLength(expected.length);
              expect(expected.findIndex((value, i) => value !== itself![i])).toBe(-1);
              loaded.dispose();
            }
          }
        }
      },
    );

    it('that is sparse may contain any numbers', async () => {
      const builder = new PlanBuilder();
      builder.output('itself', builder.input('x', 32));
      const program = await cpu({ dtype }).compile({ itself: builder.build() });
      const odd = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e-40, -3];
      const data = Float64Array.from({ length: 32 }, (_, i) => odd[i / 5] ?? 0);
      const { itself } = await program.run({
        ...all,
        plan: 'itself',
        data: program.load({ x: { rows: 1, columns: 32, data } }),
        to: 1,
      });
      expect(itself).toEqual(Numbers.from(data));
    });

    it('that is sparse may be an output, and be read by other operations than products', async () => {
      const builder = new PlanBuilder();
      const x = builder.input('x', 20);
      builder.output('itself', x);
      builder.output('product', matmul(x, builder.parameter('w', 'weight', [20, 3])));
      const mapped = new PlanBuilder();
      const y = mapped.input('x', 20);
      mapped.output(
        'doubled',
        map((value) => mul(value, 2), y),
      );
      mapped.output('product', matmul(y, mapped.parameter('w', 'weight', [20, 3])));
      mapped.output('turned', matmul(y, mapped.parameter('v', 'weight', [3, 20]), [false, true]));
      mapped.output('square', matmul(y, y, [true, false]));
      const right = new PlanBuilder();
      right.output('of the right', matmul(right.input('y', 2), right.input('x', 20), [true, false]));
      const plans = { output: builder.build(), mapped: mapped.build(), right: right.build() };
      const matrices = { x: someMatrix(9, 20, 3, true), y: someMatrix(9, 2) };
      const order = Uint32Array.of(8, 1, 6, 3, 4, 5, 2, 7, 0);
      const [ours, theirs] = [await cpu({ dtype }).compile(plans), await reference().compile(plans)];
      const results = [];
      for (const program of [ours, theirs]) {
        program.write('w', someEighths(60));
        program.write('v', someEighths(60, 2));
        const loaded = program.load(matrices);
        const run = { ...all, data: loaded, order, to: 9, batchSize: 4 };
        const found = [];
        for (const plan of Object.keys(plans)) found.push(plain(await program.run({ ...run, plan })));
        results.push(found);
      }
      // Sparse data does not keep the sign of zeros.
      expect(JSON.stringify(results[0])).toBe(JSON.stringify(results[1]));
    });

    it('takes new memory only if freed memory is too small', async () => {
      const program = await product();
      program.write('w', someEighths(60));
      const x = someMatrix(5000, 20);
      const round = async (): Promise<void> => {
        const loaded = program.load({ x });
        await program.run({ ...all, plan: 'product', data: loaded, to: 5000, batchSize: 64 });
        loaded.dispose();
        loaded.dispose();
      };
      await round();
      const { bytes } = program;
      for (let i = 0; i < 30; i++) await round();
      expect(program.bytes).toBe(bytes);
      expect(bytes).toBeGreaterThan(5000 * 20 * Numbers.BYTES_PER_ELEMENT);
    });

    it('of another program is refused', async () => {
      const [program, other] = [await product(), await product()];
      const loaded = other.load({ x: someMatrix(2, 20) });
      expect(await rejectionOf(program.run({ ...all, plan: 'product', data: loaded, to: 2 }))).toBe(
        'WRONG_DATA this data was loaded by another program; load it with this one',
      );
      const foreign = await reference().compile({});
      const theirs = foreign.load({ x: someMatrix(2, 20) });
      expect(await rejectionOf(program.run({ ...all, plan: 'product', data: theirs, to: 2 }))).toMatch(/^WRONG_DATA/);
    });
  });

  describe('parameters', () => {
    it('of any shape are read as they were written, without touching each other', async () => {
      const builder = new PlanBuilder();
      const shapes = [1, 2, 3, 5, 8, 33].flatMap((rows) =>
        [1, 2, 3, 4, 5, 9].map((columns) => [rows, columns] as const),
      );
      for (const shape of shapes) builder.parameter(shape.join(), 'weight', shape);
      const program = await cpu({ dtype }).compile({ none: builder.build() });
      const values = shapes.map(([rows, columns], i) => Numbers.from(someEighths(rows * columns, i)));
      shapes.forEach((shape, i) => {
        program.write(shape.join(), values[i]!);
      });
      expect(shapes.map((shape) => program.read(shape.join()))).toEqual(values);
    });

    it('may be any numbers', async () => {
      const program = await summing();
      const odd = [Number.NaN, -0, Number.POSITIVE_INFINITY, Numbers.BYTES_PER_ELEMENT === 4 ? 2 ** -149 : 5e-324];
      for (const value of odd) {
        program.write('total', [value, -value]);
        expect(program.read('total')).toEqual(Numbers.of(value, -value));
      }
    });
  });

  describe('misuse', () => {
    it('of sizes is an error that gives both', async () => {
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
      expect(program.read('total')).toEqual(new Numbers(2));
    });
  });

  describe('more memory than there can be', () => {
    const bytes = dtype === 'float32' ? 4 : 8;

    it('for parameters is an error that gives the bytes', async () => {
      const builder = new PlanBuilder();
      builder.parameter('huge', 'weight', [100_000, 100_000]);
      expect(await rejectionOf(cpu({ dtype }).compile({ huge: builder.build() }))).toBe(
        `MEMORY_LIMIT the parameters need ${1e10 * bytes} bytes, at most 4294967296 are possible; use smaller layers`,
      );
    });

    it('for data is an error that takes no memory, so that less data fits', async () => {
      const program = await summing();
      const before = program.bytes;
      const huge: Matrix = { rows: 2 ** 31, columns: 2, data: Float64Array.of(1, 2) };
      expect(failureOf(() => program.load({ x: huge }))).toMatch(/^MEMORY_LIMIT the data's x needs \d{11} bytes/);
      expect(program.bytes).toBe(before);
      const outputs = await program.run({ ...all, data: program.load({ x: data }) });
      expect(outputs['batch sum']).toEqual(Numbers.of(15, 150));
    });

    it('for a batch is an error, and smaller batches run', async () => {
      const builder = new PlanBuilder();
      const x = builder.input('x', 1);
      const wide = map(mul, x, builder.index('columns', 1_000_000));
      builder.output('sum', reduceSum(wide, 'columns'));
      const program = await cpu({ dtype }).compile({ wide: builder.build() });
      const loaded = program.load({ x: { rows: 3000, columns: 1, data: new Uint8Array(3000).fill(1) } });
      const run = { ...all, plan: 'wide', data: loaded };
      const small = async (): Promise<void> => {
        const { sum } = await program.run({ ...run, to: 2, batchSize: 1 });
        expect(Math.abs(sum![1]! / 499_999_500_000 - 1)).toBeLessThan(1e-4);
      };
      await small();
      const before = program.bytes;
      expect(await rejectionOf(program.run({ ...run, to: 3000, batchSize: 3000 }))).toMatch(
        /^MEMORY_LIMIT a batch of 3000 rows needs \d{11} bytes/,
      );
      expect(program.bytes).toBe(before);
      await small();
      await small();
    });
  });
});
