import { afterEach, describe, expect, it, vi } from 'vitest';
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

const run = (queue: RunQueue, plan: string, from = 0) => queue.run(plan, () => request(plan, from));

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

afterEach(() => vi.restoreAllMocks());

describe('RunQueue', () => {
  it("starts a plan's run after the previous one has ended or failed", async () => {
    const { program, begun, ends } = controlled();
    const queue = new RunQueue(program, () => {});
    const [first, second, third] = [0, 1, 2].map((from) => run(queue, 'predict', from));
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

  it('does something else when no run is pending, however it ends, before runs that are asked for later', async () => {
    const { program, begun, ends } = controlled();
    const queue = new RunQueue(program, () => {});
    const runs = [run(queue, 'predict', 0), run(queue, 'evaluate', 1)];
    const seen: string[][] = [];
    const idle = queue.whenIdle(() => seen.push([...begun]));
    for (const from of [2, 3]) runs.push(run(queue, 'predict', from), run(queue, 'train', from));
    ends[0]!();
    await tasks();
    expect(seen).toEqual([]);
    ends[1]!(new Error('lost'));
    await tasks();
    expect(seen).toEqual([['predict 0', 'evaluate 1']]);
    await idle;
    expect(begun.slice(2)).toEqual(['predict 2', 'train 2']);
    for (const end of ends.slice(2)) end();
    await tasks();
    for (const end of ends.slice(4)) end();
    const statuses = (await Promise.allSettled(runs)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 'rejected')).toHaveLength(1);
    void run(queue, 'predict', 4);
    expect(begun.at(-1)).toBe('predict 4');
  });

  it('goes on after something that failed when no run was pending', async () => {
    const { program, begun } = controlled();
    const queue = new RunQueue(program, () => {});
    const idle = queue.whenIdle(() => {
      throw new Error('disposed');
    });
    void run(queue, 'predict');
    await expect(idle).rejects.toThrow('disposed');
    await tasks();
    expect(begun).toEqual(['predict 0']);
  });

  it('interleaves runs of different plans', async () => {
    const { program, begun, ends } = controlled();
    const queue = new RunQueue(program, () => {});
    const runs = [run(queue, 'train'), run(queue, 'predict')];
    expect(begun).toEqual(['train 0', 'predict 0']);
    for (const end of ends) end();
    await Promise.all(runs);
  });

  it('returns synchronously if the program can and no run of the plan is pending', async () => {
    const { program, ends } = controlled(({ from }) => (from === 0 ? undefined : outputs));
    const queue = new RunQueue(program, () => {});
    expect(run(queue, 'predict', 1)).toBe(outputs);
    const slow = run(queue, 'predict', 0);
    const after = run(queue, 'predict', 1);
    expect(slow).toBeInstanceOf(Promise);
    expect(after).toBeInstanceOf(Promise);
    ends[0]!();
    await slow;
    await tasks();
    ends[1]!();
    await after;
  });

  it('prepares a run when its turn comes, and releases it afterwards, however it ends', async () => {
    // No yield is due, even on a busy machine: after one, the fourth run would not be usable either.
    vi.spyOn(performance, 'now').mockReturnValue(0);
    const { program, ends } = controlled();
    const events: string[] = [];
    let isUsable = true;
    const queue = new RunQueue(program, (plan) => {
      if (!isUsable) throw new Error(`${plan} is not usable`);
    });
    const start = (from: number) =>
      queue.run(
        'predict',
        () => {
          events.push(`prepare ${from}`);
          if (from === 2) throw new Error('wrong data');
          return request('predict', from);
        },
        (released) => events.push(`release ${released.from}`),
      );
    const runs = [0, 1, 2, 3, 4].map(start);
    const results = Promise.allSettled(runs);
    expect(events).toEqual(['prepare 0']);
    ends[0]!();
    await tasks();
    expect(events).toEqual(['prepare 0', 'release 0', 'prepare 1']);
    ends[1]!(new Error('lost'));
    await tasks();
    expect(events).toEqual(['prepare 0', 'release 0', 'prepare 1', 'release 1', 'prepare 2', 'prepare 3']);
    isUsable = false;
    ends[2]!();
    await tasks();
    expect(events.slice(6)).toEqual(['release 3']);
    expect((await results).map(({ status, ...rest }) => ('reason' in rest ? rest.reason.message : status))).toEqual([
      'fulfilled',
      'lost',
      'wrong data',
      'fulfilled',
      'predict is not usable',
    ]);
  });

  it('releases a run that was done at once or failed, but not one that goes on', async () => {
    const { program, ends } = controlled(({ from }) => {
      if (from === 1) throw new Error('refused');
      return from === 0 ? outputs : undefined;
    });
    const queue = new RunQueue(program, () => {});
    const released: number[] = [];
    const start = (from: number) =>
      queue.run(
        'predict',
        () => request('predict', from),
        (done) => released.push(done.from),
      );
    expect(start(0)).toBe(outputs);
    expect(() => start(1)).toThrow('refused');
    expect(released).toEqual([0, 1]);
    const slow = start(2);
    expect(released).toEqual([0, 1]);
    ends[0]!();
    await slow;
    expect(released).toEqual([0, 1, 2]);
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
    while (!served && performance.now() - start < 5000) await run(queue, 'predict');
    expect(served).toBe(true);
    expect(asked).toContain('predict');
  });
});
