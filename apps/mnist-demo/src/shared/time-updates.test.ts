import { cpu } from '@nnf/backend-cpu';
import { createNetwork, type EpochReport, type EpochReports, type Network } from '@nnf/core';
import { type ImageDataset, imageDataset } from '@nnf/dataset-mnist';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { initialValues } from './initial-values.js';
import { layersOf } from './model.js';
import { secondsPerUpdate } from './time-updates.js';

/** Makes images of 2 × 2 pixels in three classes. */
function imagesOf(count: number): ImageDataset {
  const pixels = Uint8Array.from({ length: 4 * count }, (_, i) => (i * 37) % 256);
  const labels = Uint8Array.from({ length: count }, (_, i) => i % 3);
  return imageDataset(
    { type: 'uint8', shape: [count, 2, 2], data: pixels },
    { type: 'uint8', shape: [count], data: labels },
  );
}

let network: Network;
beforeEach(async () => {
  const layers = layersOf({ pixels: 4, hidden: [], classes: 3 }, initialValues.get('he')!);
  network = await createNetwork(layers, { backend: cpu(), seed: 1 });
});
afterEach(() => network.dispose());

/** Mocks the network's training with these times per epoch. Returns the mock and the times not used. */
function scripted(...seconds: readonly number[]) {
  const left: number[] = [];
  const reports = async function* (): AsyncGenerator<EpochReport, void, void> {
    for (const [epoch, time] of seconds.entries()) {
      left.splice(0, left.length, ...seconds.slice(epoch + 1));
      yield { epoch, loss: 1, lastSampleLoss: 1, metrics: {}, seconds: time } satisfies EpochReport;
    }
  };
  const train = vi.spyOn(network, 'train').mockImplementation(() => reports() as EpochReports);
  return { train, left };
}

test('trains in earnest', async () => {
  const train = vi.spyOn(network, 'train');
  const before = Array.from(network.readParameters()[0]!.data);
  const start = performance.now();
  const seconds = await secondsPerUpdate(network, {
    train: imagesOf(10),
    batchSize: 4,
    learningRate: 0.1,
    operations: 300,
  });
  const all = (performance.now() - start) / 1000;
  expect(seconds).toBeGreaterThan(0);
  expect(2 * seconds).toBeLessThan(all);
  expect(Array.from(network.readParameters()[0]!.data)).not.toEqual(before);
  // The images fill whole batches, since another number of rows would be compiled separately.
  const [images, options] = train.mock.calls[0]!;
  expect(images.inputs).toMatchObject({ rows: 8 });
  expect(options).toMatchObject({ batchSize: 4, learningRate: 0.1 });
});

test.each([
  // Operations per update, images, rows per update, updates per stretch.
  [3e6, 1000, 2, 64],
  [5e7, 1000, 2, 4],
  [5e9, 1000, 2, 1],
  [3e6, 5, 2, 2],
  [3e6, 5, 5, 1],
])(
  'a stretch of %d operations an update, %i images, batches of %i has %i updates',
  async (operations, length, batchSize, updates) => {
    const { train } = scripted(1, 0.5);
    const seconds = await secondsPerUpdate(network, {
      train: imagesOf(length),
      batchSize,
      learningRate: 1,
      operations,
    });
    expect(train.mock.calls[0]![0].inputs).toMatchObject({ rows: updates * batchSize });
    expect(seconds).toBeCloseTo(0.5 / updates, 12);
  },
);

test('the first stretch, which compiles, is not counted; the fastest of 0.2 s is', async () => {
  const { left } = scripted(4.9, 0.09, 0.07, 0.08, 0.01);
  const options = { train: imagesOf(5), batchSize: 5, learningRate: 1, operations: 3e6 };
  expect(await secondsPerUpdate(network, options)).toBe(0.07);
  expect(left).toEqual([0.01]);
});

test('a first stretch of many seconds is not repeated', async () => {
  const { left } = scripted(5, 4);
  const options = { train: imagesOf(5), batchSize: 5, learningRate: 1, operations: 3e6 };
  expect(await secondsPerUpdate(network, options)).toBe(5);
  expect(left).toEqual([4]);
});
