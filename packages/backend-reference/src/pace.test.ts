import {
  argument,
  map,
  matmul,
  type Plan,
  PlanBuilder,
  type Program,
  type RunRequest,
  reduceSum,
  sub,
  tanh,
} from '@nnf/core';
import { describe, expect, it } from 'vitest';
import { rejectionOf } from '../../core/src/testing/failure-of.js';
import { timerSilences } from '../../core/src/testing/timer-silences.js';
import { Pace } from './pace.js';
import { reference } from './reference.js';

const rows = 20_000;
const inputs = 96;
const outputs = 48;

/** A dense layer whose weights move by what the whole batch says: a good part of a second for a batch of all rows. */
function plan(): Plan {
  const builder = new PlanBuilder();
  const x = builder.input('x', inputs);
  const weights = builder.parameter('weights', 'weight', [inputs, outputs]);
  const hidden = map(tanh, matmul(x, weights));
  const change = matmul(x, hidden, [true, false]);
  builder.output('total', reduceSum(hidden, 'both'));
  builder.add({
    operation: 'update',
    targets: [weights.index],
    operands: [weights.index, change.index],
    expressions: [sub(argument(0), argument(1))],
    shape: [inputs, outputs],
  });
  return builder.build();
}

async function start(): Promise<{ program: Program; run: RunRequest; before: Float32Array | Float64Array }> {
  const program = await reference().compile({ train: plan() });
  program.write(
    'weights',
    Float64Array.from({ length: inputs * outputs }, (_, i) => ((i % 13) - 6) / 100),
  );
  const data = program.load({
    x: { rows, columns: inputs, data: Float32Array.from({ length: rows * inputs }, (_, i) => ((i % 17) - 8) / 10) },
  });
  const run = { plan: 'train', data, from: 0, to: rows, batchSize: rows, scalars: new Float64Array(0) };
  return { program, run, before: program.read('weights') };
}

describe('a long run of a single batch', () => {
  it('lets timers run, at least every 50 ms', async () => {
    const { program, run, before } = await start();
    // The first time is the engine's warming up.
    await program.run({ ...run, to: 2000, batchSize: 2000 });
    const { silences } = await timerSilences(() => program.run(run));
    expect(program.read('weights')).not.toEqual(before);
    expect(silences.reduce((sum, silence) => sum + silence, 0)).toBeGreaterThan(100);
    // The engine's own threads may add to a few; a run that does not breathe leaves one silence alone.
    expect(silences.filter((silence) => silence > 50).length).toBeLessThanOrEqual(0.05 * silences.length);
  });

  it('ends at an abort, and leaves the parameters untouched', async () => {
    const { program, run, before } = await start();
    const controller = new AbortController();
    const reason = new Error('enough');
    setTimeout(() => controller.abort(reason), 30);
    const started = performance.now();
    await expect(program.run({ ...run, signal: controller.signal })).rejects.toBe(reason);
    expect(performance.now() - started).toBeLessThan(1000);
    expect(program.read('weights')).toEqual(before);
    // It may go on afterwards.
    await program.run({ ...run, to: 100, batchSize: 100 });
    expect(program.read('weights')).not.toEqual(before);
  });

  it('keeps the batches that were done before an abort', async () => {
    const { program, run } = await start();
    const { program: done, run: doneRun } = await start();
    const controller = new AbortController();
    // Over many small batches the abort falls between or into any of them: what is kept is that of whole batches.
    setTimeout(() => controller.abort(), 40);
    const failure = program.run({ ...run, batchSize: 500, signal: controller.signal });
    await expect(failure).rejects.toMatchObject({ name: 'AbortError' });
    const found = program.read('weights').join();
    let batches = 0;
    while (done.read('weights').join() !== found && batches < rows / 500) {
      await done.run({ ...doneRun, from: 500 * batches, to: 500 * (batches + 1), batchSize: 500 });
      batches++;
    }
    expect(done.read('weights').join()).toBe(found);
    expect(batches).toBeLessThan(rows / 500);
  });

  it('does not begin when the signal has been given before', async () => {
    const { program, run, before } = await start();
    const signal = AbortSignal.abort(new Error('before'));
    await expect(program.run({ ...run, to: 1, signal })).rejects.toThrow('before');
    expect(program.read('weights')).toEqual(before);
  });

  it('ends when the program is disposed of', async () => {
    const { program, run } = await start();
    setTimeout(() => program.dispose(), 20);
    expect(await rejectionOf(program.run(run))).toBe('DISPOSED the program has been disposed of; compile a new one');
  });

  it('gives the same bits as many short ones', async () => {
    const { program, run } = await start();
    const all = await program.run({ ...run, plan: 'train', to: 6000, batchSize: 6000 });
    const again = await start();
    // The event loop turns between pieces at other places when other work is on.
    const busy = setInterval(() => performance.now(), 1);
    const other = await again.program.run({ ...again.run, to: 6000, batchSize: 6000 });
    clearInterval(busy);
    expect(other).toEqual(all);
    expect(again.program.read('weights')).toEqual(program.read('weights'));
  });
});

describe('Pace', () => {
  it('gives at least one piece, however large', () => {
    const pace = new Pace();
    expect(pace.piecesOf(1)).toBeGreaterThan(1000);
    expect(pace.piecesOf(1e12)).toBe(1);
    pace.did(99_999);
    expect(pace.piecesOf(1000)).toBe(1);
  });

  it('says that it is time only when enough was done and enough time has passed', async () => {
    const pace = new Pace();
    expect(pace.did(1e9)).toBe(false);
    const until = performance.now() + 25;
    while (performance.now() < until);
    expect(pace.did(10)).toBe(false);
    expect(pace.did(1e6)).toBe(true);
    await pace.breathe();
    expect(pace.did(1e6)).toBe(false);
  });
});
