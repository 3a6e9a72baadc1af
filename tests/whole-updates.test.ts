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
import { ones, zeros } from '@nnf/initializers';
import { meanSquaredError } from '@nnf/loss-mean-squared-error';
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

describe.each([
  ['reference', reference(), 1e300],
  ['cpu', cpu(), 1e30],
  ['cpu, float64', cpu({ dtype: 'float64' }), 1e300],
  ['gpujs', gpu({ mode: 'cpu' }), 1e30],
] as const)('while a training fails, on %s,', (_, backend, learningRate) => {
  it('a long prediction is answered from one state', async () => {
    const turn = () => new Promise((resolve) => setTimeout(resolve));
    let predicting: Promise<{ readonly data: ArrayLike<number> }> | undefined;
    // The second program is to find what made a number infinite. The prediction begins before and ends after it.
    const compile: Backend['compile'] = async (plans) => {
      if (trained) {
        predicting ??= trained.predict(zerosOf(400_000, 1));
        await turn();
      }
      return backend.compile(plans);
    };
    let trained: Network | undefined;
    const made = await createNetwork(
      [
        new InputLayer(1),
        new HiddenLayer(16, identity, { weights: zeros, biases: ones }),
        new OutputLayer(1, identity, meanSquaredError, { weights: ones, biases: ones }),
      ],
      { backend: { ...backend, compile }, seed: 1 },
    );
    await made.predict(zerosOf(1, 1));
    trained = made;
    // The third update fails. The state before it is not that of the epoch's beginning.
    const schedule = ({ step }: { readonly step: number }) => (step < 2 ? 1e-3 : learningRate);
    const inputs = { rows: 40, columns: 1, data: new Float32Array(40).fill(1) };
    const data = { inputs, targets: new Float32Array(40).fill(0.5) };
    const training = made.fit(data, { epochs: 1, batchSize: 8, learningRate: schedule });
    await expect(training).rejects.toMatchObject({ code: 'NON_FINITE' });
    const answers = new Set(Array.from((await predicting!).data));
    expect(answers.size).toBe(1);
    expect(answers).not.toEqual(new Set([17]));
    expect((await made.predict(zerosOf(1, 1))).data[0]).toBe(17);
  });
});
