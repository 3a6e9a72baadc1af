import { identity } from '@nnf/activation-identity';
import { cpu } from '@nnf/backend-cpu';
import { gpu } from '@nnf/backend-gpujs';
import { reference } from '@nnf/backend-reference';
import {
  add,
  type Backend,
  createNetwork,
  defineLoss,
  defineOptimizer,
  HiddenLayer,
  InputLayer,
  map,
  mul,
  type Network,
  OutputLayer,
  sub,
} from '@nnf/core';
import { zeros } from '@nnf/initializers';
import { describe, expect, it } from 'vitest';

/** Gradients do not depend on the prediction. */
const difference = defineLoss('difference', { forward: ({ value }, target) => map(sub, value, target), metrics: [] });
/** Every parameter is the number of the last update. Reading the gradient makes the update as long as any. */
const counting = defineOptimizer('counting', {
  scalars: { step: (step) => step },
  update: ({ gradient, scalars }) => ({ parameter: add(scalars.step, mul(gradient, 0)) }),
});

const initial = { weights: zeros, biases: zeros };

/** A network of two equal hidden layers. */
function network(backend: Backend, inputs: number, size: number): Promise<Network> {
  const hidden = () => new HiddenLayer(size, identity, initial);
  return createNetwork(
    [new InputLayer(inputs), hidden(), hidden(), new OutputLayer(1, identity, difference, initial)],
    { backend, optimizer: counting, seed: 1 },
  );
}

/** Comparing every number would take longer than training. */
function sampleOf(data: Float32Array | Float64Array): number[] {
  const sampled = [data.at(-1)!];
  for (let i = 0; i < data.length; i += 1009) sampled.push(data[i]!);
  return sampled;
}

const zerosOf = (rows: number, columns: number) => ({ rows, columns, data: new Uint8Array(rows * columns) });

/** The network's answer to zeros after so many updates, which its biases alone give. */
const answerAfter = (step: number, size: number): number => step + size * step * (step + size * step * step);

describe.each([
  ['reference', reference(), 100, 200, 8, 500],
  ['cpu', cpu(), 784, 2000, 8, 400],
  ['cpu, float64', cpu({ dtype: 'float64' }), 784, 1500, 8, 400],
  ['cpu, large batches', cpu(), 784, 500, 1500, 3000],
  ['gpujs', gpu({ mode: 'cpu' }), 20, 40, 8, 600],
] as const)('while training, on %s,', (_, backend, columns, size, batchSize, predicted) => {
  it('parameters and predictions are those of a whole update', async () => {
    const trained = await network(backend, columns, size);
    const rows = batchSize * 500;
    const controller = new AbortController();
    const { signal } = controller;
    const training = trained.fit(
      { inputs: zerosOf(rows, columns), targets: new Uint8Array(rows) },
      { epochs: 1000, batchSize, learningRate: 0.1, signal },
    );
    const ended = expect(training).rejects.toThrow('aborted');
    const steps = new Set<number>();
    const check = (): number => {
      const parameters = trained.readParameters();
      const step = parameters[0]!.data[0]!;
      steps.add(step);
      const sampled = parameters.map(({ data }) => sampleOf(data));
      for (const numbers of sampled) expect(new Set(numbers)).toEqual(new Set([step]));
      return step;
    };
    for (let predictions = 0; predictions < 4 || steps.size < 4; predictions++) {
      for (let turns = 0; turns < 15; turns++) {
        await new Promise((resolve) => setTimeout(resolve));
        check();
      }
      const before = check();
      const { data } = await trained.predict(zerosOf(predicted, columns));
      const first = data[0]!;
      expect(data.findIndex((value) => value !== first)).toBe(-1);
      let step = before;
      while (step <= check() && Math.abs(first / answerAfter(step, size) - 1) > 1e-4) step++;
      expect(step).toBeLessThanOrEqual(check());
    }
    controller.abort();
    await ended;
    check();
  });
});
