import { identity } from '@nnf/activation-identity';
import { relu } from '@nnf/activation-relu';
import { softmax } from '@nnf/activation-softmax';
import { cpu } from '@nnf/backend-cpu';
import { gpu } from '@nnf/backend-gpujs';
import { type Backend, createNetwork, HiddenLayer, InputLayer, matmul, OutputLayer, PlanBuilder } from '@nnf/core';
import { he, zeros } from '@nnf/initializers';
import { crossEntropy } from '@nnf/loss-cross-entropy';
import { meanSquaredError } from '@nnf/loss-mean-squared-error';
import { describe, expect, it } from 'vitest';
import { mnist, readTrace } from './golden-trace.js';
import { followTrace, randomnessOf, reorderedWalkthrough, trainWalkthrough } from './gpu-training.js';
import { collect, regressionData, regressionNetwork } from './small-networks.js';

describe.each(['webasm', 'cpu'] as const)('the gpu backend in mode %s, in Node', (mode) => {
  it('mnist-he: every mean loss to 1e-2, and the accuracy at the end to half a point', async () => {
    const trace = readTrace('mnist-he');
    const { executes, losses, accuracy } = await followTrace(
      trace,
      gpu({ mode }),
      mnist('train', 500),
      mnist('t10k', 10_000),
    );
    expect(executes).toMatch(`gpu.js ${mode}, ${mode === 'webasm' ? 'fused-' : 'generic'}`);
    expect(losses).toHaveLength(trace.meanLossPerEpoch.length);
    losses.forEach((loss, epoch) => {
      const expected = trace.meanLossPerEpoch[epoch]!;
      expect(Math.abs(loss - expected), `epoch ${epoch}: ${loss}, not ${expected}`).toBeLessThan(1e-2 * expected);
    });
    expect(Math.abs(accuracy - trace.testAccuracyAll!)).toBeLessThanOrEqual(0.5);
  });

  it('20 epochs of the walkthrough, as on the cpu backend', async () => {
    const [found, expected] = [
      await trainWalkthrough(gpu({ mode }), mnist('train', 500), 20),
      await trainWalkthrough(cpu(), mnist('train', 500), 20),
    ];
    expect(found.losses).toHaveLength(20);
    // Different rounding shows after one epoch: see 'the walkthrough magnifies rounding'.
    found.losses.forEach((loss, i) => {
      expect(Math.abs(loss - expected.losses[i]!)).toBeLessThan((i === 0 ? 1e-2 : 5e-2) * expected.losses[i]!);
    });
    expect(found.losses.at(-1)).toBeLessThan(0.1 * found.losses[0]!);
  });

  it('the same seed gives the same first weights, shuffles and dropout masks as on the cpu backend', async () => {
    const [found, expected] = [await randomnessOf(gpu({ mode })), await randomnessOf(cpu())];
    expect(found).toEqual(expected);
    expect(new Set(expected.moved.map(String)).size).toBeGreaterThan(2);
    expect(new Set(expected.orders.map(String)).size).toBeGreaterThan(2);
  });

  it('a number that is not finite is found where it was made', async () => {
    const network = await regressionNetwork({ backend: gpu({ mode }) });
    const before = network.readParameters();
    const training = network.train(
      { ...regressionData, inputs: regressionData.inputs.map((row, i) => (i === 5 ? [row[0]!, Number.NaN] : row)) },
      { epochs: 1, learningRate: 0.1, batchSize: 2 },
    );
    await expect(collect(training)).rejects.toThrow(
      "epoch 0, batch 2: the data's inputs made the first number that is not finite",
    );
    expect(network.readParameters()).toEqual(before);
    network.dispose();
  });

  it('a network of relu layers trains in batches, a short one at the end', async () => {
    const run = async (backend: Backend) => {
      const initial = { weights: he, biases: zeros };
      const layers = [
        new InputLayer(784),
        new HiddenLayer(32, relu, initial),
        new OutputLayer(10, softmax, crossEntropy, initial),
      ];
      const network = await createNetwork(layers, { backend, seed: 2 });
      const options = { epochs: 2, learningRate: 0.1, batchSize: 32, shuffle: true };
      const reports = await collect(network.train(mnist('train', 500), options));
      network.dispose();
      return reports.map(({ loss }) => loss);
    };
    const [found, expected] = [await run(gpu({ mode })), await run(cpu())];
    found.forEach((loss, i) => {
      expect(loss).toBeCloseTo(expected[i]!, 3);
    });
  });
});

describe.each(['webasm', 'cpu'] as const)('a run in mode %s names what was disposed of meanwhile', (mode) => {
  /** Starts a long run. Returns the program and the run. */
  const begin = async () => {
    const builder = new PlanBuilder();
    builder.output('y', matmul(builder.input('x', 512), builder.parameter('w', 'weight', [512, 512])));
    const program = await gpu({ mode }).compile({ plan: builder.build() });
    const rows = 256;
    const data = program.load({ x: { rows, columns: 512, data: new Float32Array(rows * 512) } });
    const running = program.run({ plan: 'plan', data, from: 0, to: rows, batchSize: 1, scalars: new Float64Array(0) });
    return { program, data, running };
  };

  it('the data', async () => {
    const { program, data, running } = await begin();
    data.dispose();
    await expect(running).rejects.toMatchObject({
      code: 'DISPOSED',
      message: expect.stringContaining('the loaded data'),
    });
    program.dispose();
  });

  it('the program', async () => {
    const { program, running } = await begin();
    program.dispose();
    await expect(running).rejects.toMatchObject({ code: 'DISPOSED', message: expect.stringContaining('program') });
  });
});

describe('the walkthrough magnifies rounding', () => {
  const exact = cpu({ dtype: 'float64' });
  const lossOf = (backend: Backend, rows: number, step = 1) =>
    reorderedWalkthrough(backend, mnist('train', 500), rows, step);

  it('for 40 samples, every mode and order of the sums gives the same loss', async () => {
    const expected = await lossOf(exact, 40);
    const error = async (backend: Backend, step = 1) =>
      Math.abs((await lossOf(backend, 40, step)) - expected) / expected;
    for (const mode of ['webasm', 'cpu'] as const) expect(await error(gpu({ mode }))).toBeLessThan(1e-5);
    for (const step of [5, 11]) {
      expect(await error(cpu(), step)).toBeLessThan(1e-5);
      expect(await error(exact, step)).toBeLessThan(1e-13);
    }
  });

  // The initial weights are all positive and the first losses are in the hundreds, so the softmax outputs are 0 and 1. A tiny
  // rounding difference can then decide a sample's update.
  it('after 500, float64 itself gives another for another order of the sums, and this backend is no farther away', async () => {
    const expected = await lossOf(exact, 500);
    const distance = (loss: number) => Math.abs(loss - expected) / expected;
    const reordered = await Promise.all([5, 11].map(async (step) => distance(await lossOf(exact, 500, step))));
    expect(Math.min(...reordered)).toBeGreaterThan(1e-3);
    for (const mode of ['webasm', 'cpu'] as const) {
      expect(distance(await lossOf(gpu({ mode }), 500))).toBeLessThan(3 * Math.max(...reordered));
    }
  });
});

describe('in WebAssembly, which has addresses of 32 bits', () => {
  const initial = { weights: he, biases: zeros };
  const trainOnce = async (backend: Backend, rows: number, columns: number, hidden: number, batchSize: number) => {
    const layers = [
      new InputLayer(columns),
      new HiddenLayer(hidden, relu, initial),
      new OutputLayer(1, identity, meanSquaredError, initial),
    ];
    const network = await createNetwork(layers, { backend, seed: 3 });
    try {
      const data = new Float32Array(rows * columns);
      for (let i = 0; i < data.length; i++) data[i] = ((i * 7919) % 1009) / 1009 - 0.5;
      const dataset = {
        inputs: { rows, columns, data },
        targets: { rows, columns: 1, data: Float32Array.from({ length: rows }, (_, row) => data[row * columns]!) },
      };
      const [report] = await collect(network.train(dataset, { epochs: 1, learningRate: 1e-3, batchSize }));
      return report!.loss;
    } finally {
      network.dispose();
    }
  };

  it('60,000 × 784 numbers, 188 MB, are handed over in parts', async () => {
    const found = await trainOnce(gpu({ mode: 'webasm' }), 60_000, 784, 2, 1000);
    const expected = await trainOnce(cpu(), 60_000, 784, 2, 1000);
    expect(Math.abs(found - expected)).toBeLessThan(1e-4 * expected);
  });

  it('a batch that takes more is refused, with one that would fit', async () => {
    const training = trainOnce(gpu({ mode: 'webasm' }), 60_000, 1, 10_000, 60_000);
    await expect(training).rejects.toMatchObject({
      code: 'GPU_LIMIT',
      message: expect.stringMatching(/a batch of 60000 rows takes \d+ bytes, and in webasm .* at most \d+ rows fit/),
    });
  });
});

it('says in Node that there is no WebGPU and no WebGL2', async () => {
  for (const mode of ['webgpu', 'webgl2'] as const) {
    await expect(regressionNetwork({ backend: gpu({ mode }) })).rejects.toMatchObject({ code: 'GPU_UNAVAILABLE' });
  }
  const network = await regressionNetwork({ backend: gpu() });
  await network.predict(regressionData.inputs);
  expect(network.executes).toMatch(/^gpujs, gpu\.js webasm, fused-sync, no webgpu: .*, no webgl2: /);
  network.dispose();
});

it('rejects unknown options', () => {
  expect(() => gpu({ mode: 'webgl' as never })).toThrow("mode is webgl, expected one of 'auto', 'webgpu'");
  expect(() => gpu({ dtype: 'float64' })).toThrow("dtype is float64, expected 'float32'");
  expect(() => gpu({ modes: 'cpu' } as never)).toThrow("unknown option 'modes'");
});
