import { relu } from '@nnf/activation-relu';
import { softmax } from '@nnf/activation-softmax';
import { cpu } from '@nnf/backend-cpu';
import { reference } from '@nnf/backend-reference';
import { createNetwork, HiddenLayer, InputLayer, type Network, OutputLayer } from '@nnf/core';
import { he, zeros } from '@nnf/initializers';
import { crossEntropy } from '@nnf/loss-cross-entropy';
import { describe, expect, it } from 'vitest';
import { timerSilences } from '../packages/core/src/testing/timer-silences.js';
import { mnist } from './golden-trace.js';
import { collect, regressionData, regressionNetwork } from './small-networks.js';

const initial = { weights: he, biases: zeros };
const walkthrough = (): Promise<Network> =>
  createNetwork(
    [new InputLayer(784), new HiddenLayer(10, relu, initial), new OutputLayer(10, softmax, crossEntropy, initial)],
    { backend: reference(), seed: 1 },
  );

// Compilation and garbage collection in the engine's threads may delay a timer. They hardly do so three times in a row.
describe('while training runs', { retry: 2 }, () => {
  it.each([1, 500, 6000])('timers run at least every 50 ms, at %i samples a batch', async (batchSize) => {
    const network = await walkthrough();
    const data = mnist('train', 6000);
    const { longest, ticks } = await timerSilences(() =>
      collect(network.train(data, { epochs: 1, learningRate: 0.01, batchSize })),
    );
    expect(ticks).toBeGreaterThan(5);
    expect(longest).toBeLessThan(50);
  });

  it('timers run at least every 50 ms while much is predicted', async () => {
    const network = await walkthrough();
    const data = mnist('train', 20_000);
    const { longest } = await timerSilences(() => network.evaluate(data));
    expect(longest).toBeLessThan(50);
  });

  it.each([1, 6000])('an AbortSignal ends it within an epoch, at %i samples a batch', async (batchSize) => {
    const network = await walkthrough();
    const controller = new AbortController();
    const reason = new Error('enough');
    const start = performance.now();
    setTimeout(() => controller.abort(reason), 30);
    const training = network.train(mnist('train', 60_000), {
      epochs: 1000,
      learningRate: 0.01,
      batchSize,
      signal: controller.signal,
    });
    await expect(collect(training)).rejects.toBe(reason);
    expect(performance.now() - start).toBeLessThan(1000);
    expect((await collect(network.train(mnist('train', 10), { epochs: 1, learningRate: 0.01 }))).length).toBe(1);
  });

  it('a signal that was given up before ends it at once, and nothing changes', async () => {
    const network = await walkthrough();
    const before = network.readParameters();
    const training = network.train(mnist('train', 10), {
      epochs: 1,
      learningRate: 0.01,
      signal: AbortSignal.abort('never'),
    });
    await expect(collect(training)).rejects.toBe('never');
    expect(network.readParameters()).toEqual(before);
  });

  it.each([reference(), cpu()])(
    'epochs of a few microseconds let timers run too, and the signal ends them: $name',
    async (backend) => {
      const network = await regressionNetwork({ backend });
      const options = { lossThreshold: -1, learningRate: 0.01, batchSize: 1, signal: AbortSignal.timeout(300) };
      const start = performance.now();
      let epochs = 0;
      const { longest, ticks } = await timerSilences(async () => {
        await expect(
          (async () => {
            for await (const _ of network.train(regressionData, options)) epochs++;
          })(),
        ).rejects.toMatchObject({ name: 'TimeoutError' });
      });
      expect(epochs).toBeGreaterThan(100);
      expect(performance.now() - start).toBeLessThan(1000);
      expect(ticks).toBeGreaterThan(5);
      expect(longest).toBeLessThan(50);
    },
  );

  it('one prediction after another lets timers run too', async () => {
    const network = await regressionNetwork();
    let ticked = false;
    setTimeout(() => {
      ticked = true;
    }, 20);
    const start = performance.now();
    while (!ticked && performance.now() - start < 2000) await network.predict([[1, 2]]);
    expect(ticked).toBe(true);
  });

  it('predictions may be asked for meanwhile', async () => {
    const network = await walkthrough();
    const images = mnist('train', 20).inputs;
    let predictions = 0;
    let done = false;
    const asking = (async () => {
      while (!done) {
        expect((await network.predict(images)).rows).toBe(20);
        predictions++;
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    })();
    await collect(network.train(mnist('train', 2000), { epochs: 1, learningRate: 0.01, batchSize: 1 }));
    done = true;
    await asking;
    expect(predictions).toBeGreaterThan(2);
  });
});
