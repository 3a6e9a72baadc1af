import { describe, expect, it } from 'vitest';
import { failureOf, rejectionOf } from '../testing/failure-of.js';
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

const newLock = (): TrainingLock => new TrainingLock(() => {});

const busy = (method: string): string =>
  `BUSY ${method}: the network is already being trained; leave the training loop first`;

describe('TrainingLock', () => {
  it('yields the reports of its training', async () => {
    expect(await readAll(newLock().hold('train', epochs(3)))).toEqual([0, 1, 2]);
  });

  it('rejects other calls during a training', async () => {
    const lock = newLock();
    expect(() => lock.check('writeParameters')).not.toThrow();
    for await (const _ of lock.hold('train', epochs(1))) {
      expect(failureOf(() => lock.check('writeParameters'))).toBe(busy('writeParameters'));
    }
    expect(() => lock.check('writeParameters')).not.toThrow();
  });

  it('rejects a second training while an epoch runs: the first, and a later one', async () => {
    const lock = newLock();
    const first = lock.hold('train', epochs(3));
    for (let epoch = 0; epoch < 3; epoch++) {
      const running = first.next();
      expect(await rejectionOf(lock.hold('fit', epochs(1)).next())).toBe(busy('fit'));
      expect((await running).value).toMatchObject({ epoch });
    }
    expect(await first.next()).toMatchObject({ done: true });
  });

  it('passes to a second training when the first is suspended between epochs, and ends the first', async () => {
    const lock = newLock();
    const freed: string[] = [];
    const watched = async function* (name: string): AsyncGenerator<EpochReport, void, void> {
      try {
        yield* epochs(2);
      } finally {
        freed.push(name);
      }
    };
    const left = lock.hold('train', watched('left'));
    await left.next();
    const second = lock.hold('train', watched('second'));
    await second.next();
    expect(freed).toEqual(['left']);
    const ended = 'BUSY train: another training of the network has ended this one';
    expect(await rejectionOf(left.next())).toBe(ended);
    expect(await left.next()).toMatchObject({ done: true });
    expect(failureOf(() => lock.check('writeParameters'))).toBe(busy('writeParameters'));
    expect(await readAll(second)).toEqual([1]);
    expect(freed).toEqual(['left', 'second']);
    expect(() => lock.check('writeParameters')).not.toThrow();
  });

  it('passes on as often as trainings are left, and stays with the last when an earlier one is closed', async () => {
    const lock = newLock();
    const left: AsyncGenerator<EpochReport, void, void>[] = [];
    for (let i = 0; i < 3; i++) {
      left.push(lock.hold('train', epochs(2)));
      expect(await left[i]!.next()).toMatchObject({ value: { epoch: 0 } });
    }
    await left[0]!.return();
    await left[1]!.return();
    expect(failureOf(() => lock.check('writeParameters'))).toBe(busy('writeParameters'));
    await left[2]!.return();
    expect(() => lock.check('writeParameters')).not.toThrow();
  });

  it('is released when the loop is left or throws', async () => {
    const lock = newLock();
    for await (const _ of lock.hold('train', epochs(3))) break;
    expect(() => lock.check('train')).not.toThrow();
    const failing = async function* (): AsyncGenerator<EpochReport, void, void> {
      yield* epochs(1);
      throw new Error('diverged');
    };
    await expect(readAll(lock.hold('train', failing()))).rejects.toThrow('diverged');
    expect(() => lock.check('train')).not.toThrow();
  });

  it('ends a training between epochs when the network is disposed of, and the loop throws that', async () => {
    let isDisposed = false;
    const lock = new TrainingLock(() => {
      if (isDisposed) throw new Error('disposed');
    });
    let isFreed = false;
    const watched = async function* (): AsyncGenerator<EpochReport, void, void> {
      try {
        yield* epochs(2);
      } finally {
        isFreed = true;
      }
    };
    const loop = lock.hold('train', watched());
    lock.end();
    expect(await loop.next()).toMatchObject({ value: { epoch: 0 } });
    isDisposed = true;
    lock.end();
    await expect(loop.next()).rejects.toThrow('disposed');
    expect(isFreed).toBe(true);
    expect(() => lock.check('writeParameters')).not.toThrow();
  });
});
