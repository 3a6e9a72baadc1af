import { cpu } from '@nnf/backend-cpu';
import { gpu } from '@nnf/backend-gpujs';
import { reference } from '@nnf/backend-reference';
import { type Backend, createNetwork, HiddenLayer, InputLayer, OutputLayer } from '@nnf/core';
import { xavier, zeros } from '@nnf/initializers';
import { meanSquaredError } from '@nnf/loss-mean-squared-error';
import { eSwish } from 'nnf-activation-e-swish';
import { expect, it } from 'vitest';
import { regressionData } from './small-networks.js';

/** What a third party's activation does in a network, on a backend that it knows nothing of. */
async function trainOn(backend: Backend) {
  const initial = { weights: xavier, biases: zeros };
  const output = new OutputLayer(1, undefined, meanSquaredError, initial);
  const network = await createNetwork([new InputLayer(2), new HiddenLayer(5, eSwish(1.5), initial), output], {
    backend,
    seed: 1,
  });
  const losses: number[] = [];
  for await (const { loss } of network.train(regressionData, { epochs: 20, learningRate: 0.05, batchSize: 3 }))
    losses.push(loss);
  const predictions = Array.from((await network.predict(regressionData.inputs)).data);
  return { executes: network.executes, numbers: [...losses, ...predictions] };
}

const expected = await trainOn(reference());

it.each<[string, () => Backend, string, number]>([
  ['reference', reference, 'reference, float64 interpreter', 0],
  ['cpu in float64', () => cpu({ dtype: 'float64' }), 'cpu, float64 WebAssembly SIMD', 1e-12],
  ['cpu in float32', cpu, 'cpu, float32 WebAssembly SIMD', 1e-5],
  ['gpu in webasm', () => gpu({ mode: 'webasm' }), 'gpujs, gpu.js webasm, fused-sync', 1e-5],
  ['gpu in cpu', () => gpu({ mode: 'cpu' }), 'gpujs, gpu.js cpu, generic', 1e-5],
])('a custom activation trains on %s as on the reference', async (_, backend, executes, tolerance) => {
  const found = await trainOn(backend());
  expect(found.executes).toBe(executes);
  expect(found.numbers).toHaveLength(expected.numbers.length);
  found.numbers.forEach((value, i) => {
    const right = expected.numbers[i]!;
    expect(Math.abs(value - right)).toBeLessThanOrEqual(tolerance * (1 + Math.abs(right)));
  });
  expect(found.numbers[19]).toBeLessThan(found.numbers[0]! / 2);
});
