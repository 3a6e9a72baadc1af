import { describe, expect, it } from 'vitest';
import {
  classificationData,
  classificationNetwork,
  collect,
  regressionData,
  regressionNetwork,
} from './small-networks.js';

const bits = (network: Awaited<ReturnType<typeof regressionNetwork>>) =>
  network.readParameters().map(({ data }) => [...data]);

describe('batches', () => {
  it.each([1, 2, 3, 7, 100])(
    'of %i: one update is the mean gradient of its rows, the short last one included',
    async (batchSize) => {
      const network = await regressionNetwork();
      await collect(network.train(regressionData, { epochs: 1, learningRate: 0.1, batchSize }));
      const expected = await regressionNetwork();
      for (let from = 0; from < 7; from += batchSize) {
        const slice = {
          inputs: regressionData.inputs.slice(from, from + batchSize),
          targets: regressionData.targets.slice(from, from + batchSize),
        };
        await collect(expected.train(slice, { epochs: 1, learningRate: 0.1, batchSize }));
      }
      expect(bits(network)).toEqual(bits(expected));
    },
  );

  it('a step of the whole set goes along central differences of the mean loss', async () => {
    const network = await regressionNetwork();
    const before = network.readParameters();
    const probe = await regressionNetwork();
    const [report] = await collect(network.train(regressionData, { epochs: 1, learningRate: 0.5, batchSize: 7 }));
    expect(report!.loss).toBeCloseTo((await probe.evaluate(regressionData)).loss, 12);
    const after = network.readParameters();
    for (const [i, { name, data }] of before.entries()) {
      for (let j = 0; j < data.length; j++) {
        const lossAt = async (shift: number): Promise<number> => {
          const moved = data.slice();
          moved[j]! += shift;
          probe.writeParameters([...before, { ...before[i]!, name, data: moved }]);
          return (await probe.evaluate(regressionData)).loss;
        };
        const slope = ((await lossAt(1e-5)) - (await lossAt(-1e-5))) / 2e-5;
        expect((data[j]! - after[i]!.data[j]!) / 0.5).toBeCloseTo(slope, 7);
      }
    }
  });

  it('32 rows when left out', async () => {
    const inputs = Array.from({ length: 70 }, (_, i) => [Math.sin(i), Math.cos(i)]);
    const data = { inputs, targets: inputs.map(([a, b]) => [a! * b!]) };
    const [network, expected] = [await regressionNetwork(), await regressionNetwork()];
    await collect(network.train(data, { epochs: 2, learningRate: 0.1 }));
    await collect(expected.train(data, { epochs: 2, learningRate: 0.1, batchSize: 32 }));
    expect(bits(network)).toEqual(bits(expected));
  });
});

describe('reports', () => {
  it("the mean loss, the last sample's loss, accuracy in percent, for classification", async () => {
    const network = await classificationNetwork();
    const before = await network.evaluate(classificationData);
    const last = await network.evaluate({ inputs: [classificationData.inputs[8]!], targets: [2] });
    const [report] = await collect(network.train(classificationData, { epochs: 1, learningRate: 0.1, batchSize: 9 }));
    expect(report).toMatchObject({ epoch: 0, metrics: { accuracy: report!.accuracy } });
    expect(report!.loss).toBeCloseTo(before.loss, 12);
    expect(report!.lastSampleLoss).toBeCloseTo(last.loss, 12);
    expect(report!.accuracy).toBe(before.accuracy);
    expect(report!.seconds).toBeGreaterThan(0);
    expect(report!.rSquared).toBeUndefined();
    const right = before.predictions.classes.filter((label, i) => label === classificationData.targets[i]).length;
    expect(before.accuracy).toBeCloseTo((100 * right) / 9, 12);
  });

  it('mean absolute error and R² for regression, as computed from the predictions', async () => {
    const network = await regressionNetwork();
    const { predictions, loss, meanAbsoluteError, rSquared, accuracy } = await network.evaluate(regressionData);
    const targets = regressionData.targets.flat();
    const errors = targets.map((target, i) => predictions.data[i]! - target);
    const mean = targets.reduce((sum, value) => sum + value) / 7;
    const squares = errors.reduce((sum, error) => sum + error ** 2, 0);
    expect(loss).toBeCloseTo(squares / 7, 12);
    expect(meanAbsoluteError).toBeCloseTo(errors.reduce((sum, error) => sum + Math.abs(error), 0) / 7, 12);
    expect(rSquared).toBeCloseTo(1 - squares / targets.reduce((sum, target) => sum + (target - mean) ** 2, 0), 12);
    expect(accuracy).toBeUndefined();
  });

  it('validation after each epoch, with the parameters of that moment', async () => {
    const network = await regressionNetwork();
    const validation = { inputs: [[0.3, 0.3]], targets: [[0.8]] };
    let compared = 0;
    for await (const report of network.train(regressionData, { epochs: 3, learningRate: 0.1, validation })) {
      const { predictions: _, ...expected } = await network.evaluate(validation);
      expect(report.validation).toEqual(expected);
      compared++;
    }
    expect(compared).toBe(3);
  });

  it('targets as one-hot rows or class numbers give the same bits', async () => {
    const oneHot = {
      ...classificationData,
      targets: classificationData.targets.map((label) => [0, 1, 2].map((c) => (c === label ? 1 : 0))),
    };
    const bytes = { ...classificationData, targets: Uint8Array.from(classificationData.targets) };
    const results = await Promise.all(
      [classificationData, oneHot, bytes].map(async (data) => {
        const network = await classificationNetwork();
        const reports = await collect(network.train(data, { epochs: 3, learningRate: 0.1, batchSize: 2 }));
        return [reports.map(({ loss, accuracy }) => [loss, accuracy]), bits(network)];
      }),
    );
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
  });
});

describe('ends', () => {
  it('after the number of epochs', async () => {
    const reports = await collect((await regressionNetwork()).train(regressionData, { epochs: 4, learningRate: 0.1 }));
    expect(reports.map(({ epoch }) => epoch)).toEqual([0, 1, 2, 3]);
  });

  it('once the mean loss is at or below the threshold', async () => {
    const free = await collect(
      (await regressionNetwork()).train(regressionData, { epochs: 50, learningRate: 0.1, batchSize: 1 }),
    );
    const lossThreshold = free[20]!.loss;
    expect(free.slice(0, 20).every(({ loss }) => loss > lossThreshold)).toBe(true);
    const reports = await collect(
      (await regressionNetwork()).train(regressionData, { lossThreshold, learningRate: 0.1, batchSize: 1 }),
    );
    expect(reports).toHaveLength(21);
  });

  it('once the mean loss rises, if asked to', async () => {
    const options = { epochs: 60, learningRate: 1.2, batchSize: 7 };
    const free = await collect((await regressionNetwork()).train(regressionData, options));
    const rise = free.findIndex(({ loss }, i) => i > 0 && loss > free[i - 1]!.loss);
    expect(rise).toBeGreaterThan(0);
    expect(rise).toBeLessThan(59);
    const reports = await collect(
      (await regressionNetwork()).train(regressionData, { ...options, stopWhenLossRises: true }),
    );
    expect(reports).toHaveLength(rise + 1);
  });

  it('when the loop is left, and another training may follow', async () => {
    const network = await regressionNetwork();
    for await (const { epoch } of network.train(regressionData, { epochs: 100, learningRate: 0.1 }))
      if (epoch === 2) break;
    const straight = await regressionNetwork();
    await collect(straight.train(regressionData, { epochs: 3, learningRate: 0.1 }));
    expect(bits(network)).toEqual(bits(straight));
    expect(await collect(network.train(regressionData, { epochs: 1, learningRate: 0.1 }))).toHaveLength(1);
  });
});

describe('randomness', () => {
  it('the same seed gives the same bits, another seed others', async () => {
    const run = async (seed: number) => {
      const network = await regressionNetwork({ seed });
      await collect(network.train(regressionData, { epochs: 5, learningRate: 0.1, batchSize: 2, shuffle: true }));
      return bits(network);
    };
    expect(await run(3)).toEqual(await run(3));
    expect(await run(3)).not.toEqual(await run(4));
  });

  it('a seed is drawn and kept where none is given', async () => {
    const [a, b] = [
      await regressionNetwork({ seed: undefined }),
      await regressionNetwork({ seed: undefined }),
    ] as const;
    expect(a.seed).not.toBe(b.seed);
    expect(bits(await regressionNetwork({ seed: a.seed }))).toEqual(bits(a));
  });

  it('shuffling takes every sample once an epoch, in another order each epoch, also over several calls', async () => {
    const inputs = Array.from({ length: 40 }, (_, i) => [i, 0]);
    const data = { inputs, targets: inputs.map(() => [0]) };
    // The updates are too small to matter, so the last sample's loss shows which sample came last.
    const lastSamples = async (calls: readonly number[]): Promise<number[]> => {
      const network = await regressionNetwork();
      const losses = (
        await Promise.all(inputs.map((input) => network.evaluate({ inputs: [input], targets: [[0]] })))
      ).map(({ loss }) => loss);
      const found: number[] = [];
      for (const epochs of calls) {
        for await (const { lastSampleLoss, loss } of network.train(data, {
          epochs,
          learningRate: 1e-300,
          shuffle: true,
          batchSize: 1,
        })) {
          found.push(losses.indexOf(lastSampleLoss));
          expect(loss).toBeCloseTo(losses.reduce((sum, value) => sum + value) / 40, 10);
        }
      }
      return found;
    };
    const found = await lastSamples([12]);
    expect(found.every((sample) => sample >= 0)).toBe(true);
    expect(new Set(found).size).toBeGreaterThan(4);
    expect(await lastSamples([5, 7])).toEqual(found);
  });
});
