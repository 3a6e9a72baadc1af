import { describe, expect, it } from 'vitest';
import { failureOf } from '../testing/failure-of.js';
import type { EpochReport } from '../training/training-options.js';
import { TrainingLock } from './training-lock.js';

async function* epochs(count: number): AsyncGenerator<EpochReport, void, void> {
  for (let epoch = 0; epoch < count; epoch++) yield { epoch, loss: 1, metrics: {}, lastSampleLoss: 1, seconds: 0 };
}

async function readAll(reports: AsyncIterable<EpochReport>): Promise<readonly number[]> {
  const seen: number[] = [];
  for await (const { epoch } of reports) seen.push(epoch);
  return seen;
}

const busy = (method: string): string =>
  `BUSY ${method}: the network is already being trained; leave the training loop first`;

describe('TrainingLock', () => {
  it('yields the reports of its training', async () => {
    expect(await readAll(new TrainingLock().hold(epochs(3)))).toEqual([0, 1, 2]);
  });

  it('rejects other calls during a training, and a second training', async () => {
    const lock = new TrainingLock();
    expect(() => lock.check('writeParameters')).not.toThrow();
    for await (const _ of lock.hold(epochs(1))) {
      expect(failureOf(() => lock.check('writeParameters'))).toBe(busy('writeParameters'));
      await expect(lock.hold(epochs(1)).next()).rejects.toThrow('train: the network is already being trained');
    }
    expect(() => lock.check('writeParameters')).not.toThrow();
  });

  it('is released when the loop is left or throws', async () => {
    const lock = new TrainingLock();
    for await (const _ of lock.hold(epochs(3))) break;
    expect(() => lock.check('train')).not.toThrow();
    const failing = async function* (): AsyncGenerator<EpochReport, void, void> {
      yield* epochs(1);
      throw new Error('diverged');
    };
    await expect(readAll(lock.hold(failing()))).rejects.toThrow('diverged');
    expect(() => lock.check('train')).not.toThrow();
  });
});
