import { reference } from '@nnf/backend-reference';
import {
  add,
  argmax,
  argument,
  type Expression,
  exp,
  log,
  map,
  matmul,
  max,
  mul,
  type Plan,
  PlanBuilder,
  type Program,
  type RunRequest,
  randomUniform,
  reduceMax,
  reduceSum,
  scalarsOf,
  sigmoid,
  sub,
  type Tensor,
  tanh,
} from '@nnf/core';
import { describe, expect, it } from 'vitest';
import { rejectionOf } from '../../core/src/testing/failure-of.js';
import { timerSilences } from '../../core/src/testing/timer-silences.js';
import { cpu } from './cpu.js';
import { Pace } from './run/pace.js';

const rows = 15_000;
const inputs = 96;
const outputs = 48;

/** −1, 0 and 1 by each element's position. Sums over all rows are exact in float32. */
const ones = (count: number, salt: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => ((Math.imul(i + salt, 2654435761) >>> 16) % 3) - 1);

/** A layer whose update depends on the whole batch, and every kind of operation over its rows. */
function plan(): Plan {
  const builder = new PlanBuilder();
  const x = builder.input('x', inputs);
  const weights = builder.parameter('weights', 'weight', [inputs, outputs]);
  const steps = builder.parameter('steps', 'bias', [1, 1]);
  const hidden = map((value) => max(value, 0), matmul(x, weights));
  builder.output('total', reduceSum(hidden, 'both'));
  builder.output('largest', reduceMax(hidden, 'rows'));
  builder.output('place', argmax(hidden, 'rows'));
  builder.output('largest in row', reduceMax(hidden, 'columns'));
  builder.output('place in row', argmax(hidden, 'columns'));
  builder.output(
    'counted',
    map((value, row) => add(value, row), reduceSum(hidden, 'columns'), builder.index('rows', 'batch')),
  );
  const update = (target: Tensor, change: Tensor, expression: Expression): void => {
    builder.add({
      operation: 'update',
      targets: [target.index],
      operands: [target.index, change.index],
      expressions: [expression],
      shape: target.shape,
    });
  };
  // Small enough that weights stay small and exact over many batches.
  update(weights, matmul(x, hidden, [true, false]), sub(argument(0), mul(argument(1), 2 ** -20)));
  update(steps, builder.scalar({ kind: 'custom', name: 'rate' }), add(argument(0), argument(1)));
  return builder.build();
}

/** Scalars of other plans must not matter. */
function otherPlan(): Plan {
  const builder = new PlanBuilder();
  builder.output(
    'rates',
    map(
      (x, a, b) => add(x, add(a, b)),
      builder.input('x', inputs),
      builder.scalar({ kind: 'custom', name: 'a' }),
      builder.scalar({ kind: 'custom', name: 'b' }),
    ),
  );
  return builder.build();
}

async function start(
  backend = cpu(),
): Promise<{ program: Program; run: RunRequest; before: Float32Array | Float64Array }> {
  const program = await backend.compile({ other: otherPlan(), train: plan() });
  program.write('weights', ones(inputs * outputs, 5));
  const data = program.load({ x: { rows, columns: inputs, data: ones(rows * inputs, 1) } });
  const run = { plan: 'train', data, from: 0, to: rows, batchSize: rows, scalars: Float64Array.of(0.25) };
  return { program, run, before: program.read('weights') };
}

describe('a batch too long for one call', () => {
  it.each(['float32', 'float64'] as const)('gives in %s the results of the reference', async (dtype) => {
    const [ours, theirs] = [await start(cpu({ dtype })), await start(reference())];
    const other = { ...ours.run, plan: 'other', to: 10, scalars: Float64Array.of(3, 4) };
    await ours.program.run(other);
    const order = Uint32Array.from({ length: rows }, (_, i) => (i * 7919) % rows);
    // One batch of 3,003 rows, then a short one that is run in the same pieces.
    const scalars = Float64Array.of(0.25, 0.5);
    // After the first batch's update, the second batch would not be exact.
    const requests = [
      { from: 0, to: 3003, batchSize: 3003, scalars, order },
      { from: 3, to: 4000, batchSize: 3997, scalars: scalars.subarray(1) },
    ];
    for (const request of requests) {
      ours.program.write('weights', ours.before);
      theirs.program.write('weights', theirs.before);
      const found = await ours.program.run({ ...ours.run, ...request });
      const expected = await theirs.program.run({ ...theirs.run, ...request });
      for (const [name, values] of Object.entries(expected)) expect([...found[name]!], name).toEqual([...values]);
      expect([...ours.program.read('weights')]).toEqual([...theirs.program.read('weights')]);
    }
    expect(ours.program.read('steps')[0]).toBe(0.75);
    expect(theirs.program.read('steps')[0]).toBe(0.75);
  });

  it('gives the results of shorter batches, also if the last one is short', async () => {
    const builder = new PlanBuilder();
    const x = builder.input('x', inputs);
    const total = builder.parameter('total', 'weight', [inputs, outputs]);
    const y = map(
      (value, rate) => mul(value, rate),
      matmul(x, builder.parameter('w', 'weight', [inputs, outputs])),
      builder.scalar({ kind: 'custom', name: 'rate' }),
    );
    builder.output('y', y);
    builder.add({
      operation: 'update',
      targets: [total.index],
      operands: [total.index, matmul(x, y, [true, false]).index],
      expressions: [add(argument(0), argument(1))],
      shape: [inputs, outputs],
    });
    const order = Uint32Array.from({ length: rows }, (_, i) => (i * 7919) % rows);
    const sum = builder.build();
    // All rows are equal, so that batches may be divided anywhere.
    const sizes = [6000, 100];
    const found: Record<string, Float32Array | Float64Array>[] = [];
    for (const batchSize of sizes) {
      // A new program each time: one compiled for long batches may also divide short ones.
      const program = await cpu().compile({ sum });
      program.write('w', ones(inputs * outputs, 5));
      const data = program.load({ x: { rows, columns: inputs, data: ones(rows * inputs, 1) } });
      const scalars = Float64Array.from({ length: Math.ceil(rows / batchSize) }, (_, batch) =>
        Math.floor((batch * batchSize) / 6000 + 1),
      );
      const run = { plan: 'sum', data, order, from: 0, to: rows, batchSize, scalars };
      found.push({ ...(await program.run(run)), total: program.read('total') });
    }
    expect(found[0]!.y!.length).toBe(rows * outputs);
    for (const name of ['y', 'total'] as const) {
      expect(
        found[0]![name]!.findIndex((value, i) => value !== found[1]![name]![i]),
        name,
      ).toBe(-1);
    }
  });

  it('gives the same bits while other work runs', async () => {
    const results = [];
    for (const interval of [0, 3]) {
      const { program, run } = await start();
      const busy = setInterval(() => {
        const until = performance.now() + interval;
        while (performance.now() < until);
      }, 2);
      results.push([await program.run(run), program.read('weights')]);
      clearInterval(busy);
    }
    expect(results[1]).toEqual(results[0]);
  });

  it('ends when it is aborted, and leaves the parameters unchanged', async () => {
    const { program, run, before } = await start();
    const count = 4 * rows;
    const order = Uint32Array.from({ length: count }, (_, i) => i % rows);
    const long = { ...run, order, to: count, batchSize: count };
    // Compiles the plan, so that only the batch takes time below.
    await program.run(long);
    program.write('weights', before);
    program.write('steps', [0]);
    const controller = new AbortController();
    const reason = new Error('enough');
    // Runs when the program yields for the first time.
    setImmediate(() => controller.abort(reason));
    await expect(program.run({ ...long, signal: controller.signal })).rejects.toBe(reason);
    expect(program.read('weights')).toEqual(before);
    expect(program.read('steps')[0]).toBe(0);
    // Training may continue afterwards.
    await program.run({ ...run, to: 100, batchSize: 100 });
    expect(program.read('steps')[0]).toBe(0.25);
  });

  it('does all its updates or none, whenever it is aborted', async () => {
    const { program, run, before } = await start();
    await program.run(run);
    const after = program.read('weights');
    expect(after).not.toEqual(before);
    const began = performance.now();
    await program.run(run);
    const milliseconds = performance.now() - began;
    for (let part = 0; part < 12; part++) {
      program.write('weights', before);
      program.write('steps', [0]);
      const controller = new AbortController();
      setTimeout(() => controller.abort(), (part / 10) * milliseconds);
      const isDone = await program.run({ ...run, signal: controller.signal }).then(
        () => true,
        () => false,
      );
      expect(program.read('steps')[0]).toBe(isDone ? 0.25 : 0);
      expect(program.read('weights')).toEqual(isDone ? after : before);
    }
  });

  it('ends when the program is disposed', async () => {
    const { program, run } = await start();
    setTimeout(() => program.dispose(), 2);
    expect(await rejectionOf(program.run(run))).toBe('DISPOSED the program has been disposed of; compile a new one');
  });
});

describe('a run of many batches', () => {
  it('keeps the batches done before an abort', async () => {
    const { program, run, before } = await start();
    const batchSize = 100;
    const to = 8 * rows;
    const order = Uint32Array.from({ length: to }, (_, i) => (i * 7919) % rows);
    const many = { ...run, order, batchSize, scalars: new Float64Array(to / batchSize).fill(1) };
    await program.run({ ...run, to: batchSize, batchSize });
    program.write('weights', before);
    program.write('steps', [0]);
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 5);
    const failure = program.run({ ...many, to, signal: controller.signal });
    await expect(failure).rejects.toMatchObject({ name: 'AbortError' });
    const done = program.read('steps')[0]!;
    expect(done).toBeGreaterThanOrEqual(1);
    expect(done).toBeLessThan(to / batchSize);
    const again = await start();
    expect(again.before).toEqual(before);
    await again.program.run({ ...many, data: again.run.data, to: done * batchSize });
    expect(program.read('weights')).toEqual(again.program.read('weights'));
    expect(program.read('weights')).not.toEqual(before);
    expect(program.read('weights').every(Number.isFinite)).toBe(true);
  });

  it('does not begin if it is aborted before', async () => {
    const { program, run, before } = await start();
    const signal = AbortSignal.abort(new Error('before'));
    for (const batchSize of [1, rows]) {
      await expect(program.run({ ...run, batchSize, signal })).rejects.toThrow('before');
    }
    expect(program.read('weights')).toEqual(before);
    expect(program.read('steps')[0]).toBe(0);
  });
});

/** Operations that take long for their size, each in a plan of its own. */
const heavy: Readonly<Record<string, (x: Tensor, builder: PlanBuilder) => Tensor>> = {
  'a long expression': (x) =>
    map((value) => {
      let sum = value;
      for (let i = 0; i < 12; i++) sum = tanh(exp(log(sigmoid(add(sum, i)))));
      return sum;
    }, x),
  'random numbers': (x, builder) => map(mul, x, randomUniform(builder, 1, x.shape)),
  'the sum of all': (x) =>
    reduceSum(
      map((value) => mul(value, 2), x),
      'both',
    ),
  'the place of the largest of all': (x) =>
    argmax(
      map((value) => mul(value, 2), x),
      'both',
    ),
  'the places of the largest down columns': (x) =>
    argmax(
      map((value) => mul(value, 2), x),
      'rows',
    ),
  'a product over the batch': (x) =>
    matmul(
      x,
      map((value) => mul(value, 2), x),
      [true, false],
    ),
  'many small products': (x, builder) => {
    let y = x;
    for (let i = 0; i < 40; i++) y = matmul(y, builder.parameter(`w${i}`, 'weight', [inputs, inputs]));
    return y;
  },
};

it.each(['float32', 'float64'] as const)(
  'operations over a whole batch in %s give the same results in pieces',
  async (dtype) => {
    const builder = new PlanBuilder();
    const x = builder.input('x', inputs);
    builder.output('sum', reduceSum(x, 'both'));
    builder.output('largest', reduceMax(x, 'both'));
    builder.output('place', argmax(x, 'both'));
    const program = await cpu({ dtype }).compile({ plan: builder.build() });
    const count = 60_000;
    for (const place of [0, 7, 3_000_001, count * inputs - 1]) {
      const numbers = new Uint8Array(count * inputs).fill(1);
      numbers[place] = 3;
      const data = program.load({ x: { rows: count, columns: inputs, data: numbers } });
      const run = { plan: 'plan', data, from: 0, to: count, batchSize: count, scalars: new Float64Array(0) };
      const { sum, largest, place: found } = await program.run(run);
      expect([sum![0], largest![0], found![0]]).toEqual([count * inputs + 2, 3, place]);
      data.dispose();
    }
  },
);

// The engine's compiler and garbage collector may interrupt a run, but not three times in a row.
describe('timers run at least every 50 ms', { retry: 2 }, () => {
  it.each([1, 50, rows])('while batches of %i rows are trained', async (batchSize) => {
    const { program, run } = await start();
    const to = 4 * rows;
    const order = Uint32Array.from({ length: to }, (_, i) => i % rows);
    const scalars = new Float64Array(Math.ceil(to / batchSize));
    const { longest, ticks } = await timerSilences(() => program.run({ ...run, order, to, batchSize, scalars }));
    expect(ticks).toBeGreaterThan(2);
    expect(longest).toBeLessThan(50);
  });

  it.each(Object.keys(heavy))('while one batch of %s is computed', async (name) => {
    const builder = new PlanBuilder();
    builder.output('result', reduceSum(heavy[name]!(builder.input('x', inputs), builder), 'rows'));
    const large = builder.build();
    const program = await cpu().compile({ large });
    const count = 25_000;
    const data = program.load({ x: { rows: count, columns: inputs, data: new Uint8Array(count * inputs).fill(1) } });
    const scalars = new Float64Array(scalarsOf(large).length);
    const run = { plan: 'large', data, from: 0, to: count, batchSize: count, scalars };
    // Compiles the plan first, which happens only once.
    await expect(program.run({ ...run, signal: AbortSignal.abort() })).rejects.toThrow();
    const { longest } = await timerSilences(() => program.run(run));
    expect(longest).toBeLessThan(50);
  });
});

describe('Pace', () => {
  it('gives at least one unit, however large, and fewer of larger ones', () => {
    const pace = new Pace();
    expect(pace.unitsOf(1)).toBeGreaterThan(10_000);
    expect(pace.unitsOf(1000)).toBeLessThan(pace.unitsOf(1));
    expect(pace.unitsOf(1e12)).toBe(1);
  });

  it('yields when enough time has passed, and not before', async () => {
    const pace = new Pace();
    let breaths = 0;
    const count = (): void => {
      breaths++;
    };
    setImmediate(count);
    expect(pace.spend(1, () => {})).toBe(false);
    expect(breaths).toBe(0);
    const until = performance.now() + 25;
    expect(pace.spend(1, () => busyUntil(until))).toBe(true);
    await pace.breathe();
    expect(breaths).toBe(1);
    expect(pace.spend(1, () => {})).toBe(false);
  });

  it('adapts to the speed of work, up and down, over several pieces', async () => {
    const slow = new Pace();
    for (let i = 0; i < 12; i++) await slow.spend(1000, () => busyUntil(performance.now() + 5));
    // At a thousand in 5 ms, 6 ms have time for a few more.
    expect(slow.unitsOf(1000)).toBe(1);
    expect(slow.unitsOf(1)).toBeGreaterThan(100);
    expect(slow.unitsOf(1)).toBeLessThan(5000);
    const fast = new Pace();
    const before = fast.unitsOf(1000);
    for (let i = 0; i < 5; i++) await fast.spend(1e9, () => {});
    expect(fast.unitsOf(1000)).toBeGreaterThan(10 * before);
  });
});

function busyUntil(until: number): void {
  while (performance.now() < until);
}
