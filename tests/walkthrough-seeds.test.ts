import { relu } from '@nnf/activation-relu';
import { softmax } from '@nnf/activation-softmax';
import { cpu } from '@nnf/backend-cpu';
import { createNetwork, HiddenLayer, InputLayer, OutputLayer } from '@nnf/core';
import { uniformRandom } from '@nnf/initializers';
import { crossEntropy } from '@nnf/loss-cross-entropy';
import { expect, it } from 'vitest';
import { mnist } from './golden-trace.js';

const initial = { weights: uniformRandom, biases: uniformRandom };

/** Runs the whole walkthrough. Returns the accuracies on the 500 training images and the first 100 test images. */
async function walkthrough(seed: number): Promise<{ readonly train: number; readonly test: number }> {
  const network = await createNetwork(
    [
      new InputLayer(784),
      new HiddenLayer(10, relu, initial),
      new HiddenLayer(10, relu, initial),
      new OutputLayer(10, softmax, crossEntropy, initial),
    ],
    { backend: cpu({ dtype: 'float64' }), seed },
  );
  const train = mnist('train', 500);
  for await (const _ of network.train(train, { epochs: 1000, learningRate: 0.0001, batchSize: 1 }));
  const accuracies = {
    train: (await network.evaluate(train)).accuracy!,
    test: (await network.evaluate(mnist('t10k', 100))).accuracy!,
  };
  network.dispose();
  return accuracies;
}

// The walkthrough magnifies rounding, so results are compared as distributions. Over eight seeds, the original framework reached
// 98.4 to 100 % on the training images and 74 to 80 % on the first 100 test images.
it('eight seeds of the walkthrough end where the original framework ends', { timeout: 240_000 }, async () => {
  const tests: number[] = [];
  for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
    const { train, test } = await walkthrough(seed);
    expect(train, `training images, seed ${seed}`).toBeGreaterThanOrEqual(97);
    expect(test, `test images, seed ${seed}`).toBeGreaterThanOrEqual(64);
    expect(test, `test images, seed ${seed}`).toBeLessThanOrEqual(88);
    tests.push(test);
  }
  const mean = tests.reduce((sum, test) => sum + test) / tests.length;
  expect(mean).toBeGreaterThanOrEqual(72);
  expect(mean).toBeLessThanOrEqual(82);
});
