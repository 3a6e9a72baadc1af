import { cpu } from '@nnf/backend-cpu';
import { reference } from '@nnf/backend-reference';
import { type EpochReport, isNnfError, type TrainingOptions } from '@nnf/core';
import { describe, expect, it } from 'vitest';
import { collect, regressionData, regressionNetwork } from './small-networks.js';

const options: TrainingOptions = {
  epochs: 4,
  learningRate: 0.1,
  batchSize: 2,
  shuffle: true,
  validation: regressionData,
};
const untimed = (reports: readonly EpochReport[]): unknown[] => reports.map((report) => ({ ...report, seconds: 0 }));

describe.each([['reference', reference] as const, ['cpu', cpu] as const])('fit on %s', (_, make) => {
  it('trains to the end as the loop does, and resolves to the same reports', async () => {
    const [looped, fitted] = [
      await regressionNetwork({ backend: make() }),
      await regressionNetwork({ backend: make() }),
    ];
    const reports = await collect(looped.train(regressionData, options));
    expect(untimed(await fitted.fit(regressionData, options))).toEqual(untimed(reports));
    expect(fitted.readParameters()).toEqual(looped.readParameters());
    const more = await collect(looped.train(regressionData, options));
    expect(untimed(await fitted.fit(regressionData, options))).toEqual(untimed(more));
  });

  it('ends where an option ends training', async () => {
    const network = await regressionNetwork({ backend: make() });
    const [first] = await network.fit(regressionData, { epochs: 1, learningRate: 0.1 });
    const reports = await network.fit(regressionData, { learningRate: 0.1, lossThreshold: 0.9 * first!.loss });
    expect(reports.length).toBeGreaterThan(0);
    expect(reports.map(({ loss }) => loss <= 0.9 * first!.loss)).toEqual(
      reports.map((_, i) => i === reports.length - 1),
    );
  });

  it('calls onEpoch after each epoch, and waits for it', async () => {
    const network = await regressionNetwork({ backend: make() });
    const seen: string[] = [];
    const reports = await network.fit(regressionData, {
      ...options,
      onEpoch: async ({ epoch }) => {
        seen.push(`begin ${epoch}`);
        await new Promise((resolve) => setTimeout(resolve));
        seen.push(`end ${epoch}`);
      },
    });
    expect(reports).toHaveLength(4);
    expect(seen).toEqual([0, 1, 2, 3].flatMap((epoch) => [`begin ${epoch}`, `end ${epoch}`]));
  });

  it('rejects with what onEpoch throws and with the reason of the signal, and the network can be trained again', async () => {
    const network = await regressionNetwork({ backend: make() });
    const fails = (): never => {
      throw new Error('the disk is full');
    };
    await expect(network.fit(regressionData, { ...options, onEpoch: fails })).rejects.toThrow('the disk is full');
    const stop = new AbortController();
    const onEpoch = ({ epoch }: EpochReport): void => {
      if (epoch === 1) stop.abort(new Error('enough'));
    };
    const { signal } = stop;
    await expect(network.fit(regressionData, { ...options, signal, onEpoch })).rejects.toThrow('enough');
    expect(await network.fit(regressionData, options)).toHaveLength(4);
  });

  it('shares the network with train: an epoch is waited for, a suspended loop is ended', async () => {
    const network = await regressionNetwork({ backend: make() });
    const fitting = network.fit(regressionData, options);
    await expect(network.fit(regressionData, options)).rejects.toThrow('fit: the network is already being trained');
    await fitting;
    const loop = network.train(regressionData, options);
    await loop.next();
    expect(await network.fit(regressionData, options)).toHaveLength(4);
    await expect(loop.next()).rejects.toThrow('train: another training of the network has ended this one');
  });
});

describe('fit', () => {
  it.each<[unknown, string]>([
    [undefined, 'INVALID_ARGUMENT fit: expected options such as { epochs: 10, learningRate: 0.01 }, got undefined'],
    [{ epochs: 1 }, 'INVALID_ARGUMENT fit: learningRate is undefined, expected a number above 0'],
    [{ learningRate: 1 }, 'INVALID_ARGUMENT fit: expected epochs or lossThreshold, to end training'],
    [{ ...options, onEpoch: true }, 'INVALID_ARGUMENT fit: onEpoch is true, expected a function'],
    [{ ...options, onepoch: () => {} }, "UNKNOWN_NAME fit: unknown option 'onepoch', expected one of learningRate"],
  ])('rejects options %o', async (wrong, message) => {
    const network = await regressionNetwork();
    const error = await network.fit(regressionData, wrong as never).catch((reason: unknown) => reason);
    expect(isNnfError(error) && `${error.code} ${error.message}`).toContain(message);
  });

  it('rejects after the network has been disposed of', async () => {
    const network = await regressionNetwork();
    network.dispose();
    await expect(network.fit(regressionData, options)).rejects.toThrow('fit: the network has been disposed of');
  });

  it('alone takes onEpoch', async () => {
    const network = await regressionNetwork();
    const withCallback = { ...options, onEpoch: () => {} };
    expect(() => network.train(regressionData, withCallback)).toThrow("train: unknown option 'onEpoch'");
  });
});

describe('train', () => {
  it('cannot be awaited by mistake', async () => {
    const network = await regressionNetwork();
    const before = network.readParameters();
    // @ts-expect-error the compiler refuses it too
    const mistake = async (): Promise<void> => void (await network.train(regressionData, options));
    await expect(mistake()).rejects.toMatchObject({ code: 'NOT_A_PROMISE' });
    expect(network.readParameters()).toEqual(before);
  });

  it.each([['reference', reference] as const, ['cpu', cpu] as const])(
    'continues on %s from loops that were asked once and left',
    async (_, make) => {
      const [straight, left] = [
        await regressionNetwork({ backend: make() }),
        await regressionNetwork({ backend: make() }),
      ];
      await straight.fit(regressionData, options);
      for (let i = 0; i < 3; i++) await left.train(regressionData, options).next();
      await left.fit(regressionData, { ...options, epochs: 1 });
      expect(left.readParameters()).toEqual(straight.readParameters());
      left.writeParameters(left.readParameters());
    },
  );
});
