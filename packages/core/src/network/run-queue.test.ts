import { describe, expect, it } from 'vitest';
import type { Program, RunOutputs, RunRequest } from '../plan/backend.js';
import { RunQueue } from './run-queue.js';

const request = (plan: string, from = 0): RunRequest => ({
  plan,
  data: { rows: 1, dispose: () => {} } as RunRequest['data'],
  from,
  to: from + 1,
  batchSize: 1,
  scalars: new Float64Array(0),
});
const outputs: RunOutputs = { loss: Float64Array.of(1) };

/** A program whose runs end when the test says so. */
function controlled(runNow?: Program['runNow']) {
  const begun: string[] = [];
  const ends: ((error?: Error) => void)[] = [];
  const program: Pick<Program, 'run' | 'runNow'> = {
    run: ({ plan, from }) => {
      begun.push(`${plan} ${from}`);
      return new Promise((resolve, reject) => {
        ends.push((error) => (error ? reject(error) : resolve(outputs)));
      });
    },
    ...(runNow && { runNow }),
  };
  return { program, begun, ends };
}
const tasks = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

describe('RunQueue', () => {
  it("starts a plan's run after the previous one has ended or failed", async () => {
    const { program, begun, ends } = controlled();
    const queue = new RunQueue(program, () => {});
    const [first, second, third] = [0, 1, 2].map((from) => queue.run(request('predict', from)));
    await tasks();
    expect(begun).toEqual(['predict 0']);
    ends[0]!(new Error('lost'));
    await expect(first).rejects.toThrow('lost');
    await tasks();
    expect(begun).toEqual(['predict 0', 'predict 1']);
    ends[1]!();
    expect(await second).toBe(outputs);
    await tasks();
    ends[2]!();
    expect(await third).toBe(outputs);
  });

  it('interleaves runs of different plans', async () => {
    const { program, begun, ends } = controlled();
    const queue = new RunQueue(program, () => {});
    const runs = [queue.run(request('train')), queue.run(request('predict'))];
    expect(begun).toEqual(['train 0', 'predict 0']);
    for (const end of ends) end();
    await Promise.all(runs);
  });

  it('returns synchronously if the program can and no run of the plan is pending', async () => {
    const { program, ends } = controlled((run) => (run.from === 0 ? undefined : outputs));
    const queue = new RunQueue(program, () => {});
    expect(queue.run(request('predict', 1))).toBe(outputs);
    const slow = queue.run(request('predict', 0));
    const after = queue.run(request('predict', 1));
    expect(slow).toBeInstanceOf(Promise);
    expect(after).toBeInstanceOf(Promise);
    ends[0]!();
    await slow;
    await tasks();
    ends[1]!();
    await after;
  });

  it('yields to the event loop after many short runs, and then checks that the network is usable', async () => {
    const { program } = controlled();
    const asked: string[] = [];
    const queue = new RunQueue({ ...program, run: async () => outputs }, (method) => asked.push(method));
    let served = false;
    setTimeout(() => {
      served = true;
    });
    const start = performance.now();
    while (!served && performance.now() - start < 5000) await queue.run(request('predict'));
    expect(served).toBe(true);
    expect(asked).toContain('predict');
  });
});
