import { identity } from '@nnf/activation-identity';
import { cpu } from '@nnf/backend-cpu';
import { reference } from '@nnf/backend-reference';
import { createNetwork, InputLayer, type Network, OutputLayer } from '@nnf/core';
import { ones, zeros } from '@nnf/initializers';
import { meanSquaredError } from '@nnf/loss-mean-squared-error';
import { layerSuite } from '@nnf/test-kit';
import { describe, expect, it } from 'vitest';
import { dropout } from './index.js';

layerSuite(() => dropout(0.3));
layerSuite(() => dropout(0));

async function collect<T>(iterable: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of iterable) items.push(item);
  return items;
}

const backends = [reference(), cpu({ dtype: 'float64' })];

describe.each(backends.map((backend) => [backend.name, backend] as const))('on %s', (_, backend) => {
  it('dropout drops its share, keeps the expected sum, and is off in evaluation', async () => {
    const columns = 400;
    const inputs = Array.from({ length: 50 }, () => Array<number>(columns).fill(1));
    const initial = { weights: ones, biases: zeros };
    const build = (): Promise<Network> =>
      createNetwork([new InputLayer(columns), dropout(0.3), new OutputLayer(1, identity, meanSquaredError, initial)], {
        backend,
        seed: 5,
      });
    const network = await build();
    expect([...(await network.predict(inputs)).data]).toEqual(Array(50).fill(columns));
    const data = { inputs, targets: inputs.map(() => [0]) };
    // With a target of 0 the loss is the square of the sum of what is kept: 400 · 0.7 of them on average, each 1 / 0.7.
    const [report] = await collect(network.train(data, { epochs: 1, learningRate: 1e-300, batchSize: 50 }));
    const deviation = Math.sqrt((columns * 0.3) / 0.7);
    expect(Math.abs(Math.sqrt(report!.loss) - columns)).toBeLessThan((5 * deviation) / Math.sqrt(50) + 1);
    expect(report!.loss).not.toBe(columns ** 2);
    const again = await build();
    expect((await collect(again.train(data, { epochs: 1, learningRate: 1e-300, batchSize: 50 })))[0]!.loss).toBe(
      report!.loss,
    );
    const parts = await createNetwork(
      [new InputLayer(columns), dropout(0.3), new OutputLayer(1, identity, meanSquaredError, initial)],
      { backend, seed: 5, accumulate: 5 },
    );
    const [split] = await collect(parts.train(data, { epochs: 1, learningRate: 1e-300, batchSize: 10 }));
    expect(split!.loss).toBeCloseTo(report!.loss, 6);
  });
});

it('dropout masks are the same on both backends', async () => {
  const inputs = Array.from({ length: 9 }, (_, r) => Array.from({ length: 70 }, (_, c) => r + c / 100));
  const losses = await Promise.all(
    backends.map(async (backend) => {
      const output = new OutputLayer(1, identity, meanSquaredError, { weights: ones, biases: zeros });
      const network = await createNetwork([new InputLayer(70), dropout(0.5), output], { backend, seed: 9 });
      const data = { inputs, targets: inputs.map(() => [0]) };
      return (await collect(network.train(data, { epochs: 3, learningRate: 1e-300, batchSize: 4 }))).map(
        ({ loss }) => loss,
      );
    }),
  );
  losses[0]!.forEach((loss, epoch) => {
    expect(losses[1]![epoch]! / loss).toBeCloseTo(1, 12);
  });
  expect(new Set(losses[0])).toHaveProperty('size', 3);
});

it.each([-0.1, 1, Number.NaN])('dropout refuses a rate of %d', (rate) => {
  expect(() => dropout(rate)).toThrow(`dropout: rate is ${rate}, expected a number from 0 and below 1`);
});
