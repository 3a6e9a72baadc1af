import { relu } from '@nnf/activation-relu';
import { cpu } from '@nnf/backend-cpu';
import { gpu } from '@nnf/backend-gpujs';
import { reference } from '@nnf/backend-reference';
import { createNetwork, HiddenLayer, InputLayer, OutputLayer } from '@nnf/core';
import { he, zeros } from '@nnf/initializers';
import { meanSquaredError } from '@nnf/loss-mean-squared-error';
import { adam } from '@nnf/optimizer-adam';
import { describe, expect, it } from 'vitest';
import { plainLoops } from '../examples/custom-backend/src/index.js';
import { rejectionOf } from '../packages/core/src/testing/failure-of.js';

const initial = { weights: he, biases: zeros };

describe.each([
  ['reference', reference, 8],
  ['cpu', cpu, 4],
  ['cpu, float64', () => cpu({ dtype: 'float64' }), 8],
  ['gpujs', () => gpu({ mode: 'cpu' }), 4],
  ['gpujs, WebAssembly', () => gpu({ mode: 'webasm' }), 4],
  ['a backend of its own', plainLoops, 8],
] as const)('a network that cannot fit, on %s', (_, make, bytes) => {
  it.each([
    [2 ** 15, 2 ** 15 + 5000],
    [2 ** 16, 2 ** 15],
    [2 ** 17, 2 ** 16],
    [2 ** 33, 1],
    [1, 2 ** 34],
    [2 ** 50, 2 ** 50],
  ])('is refused at once: [%d, %d]', async (inputs, outputs) => {
    const layers = () => [
      new InputLayer(inputs),
      new HiddenLayer(outputs, relu, initial),
      new OutputLayer(1, undefined, meanSquaredError, initial),
    ];
    const start = performance.now();
    const rejection = await rejectionOf(createNetwork(layers(), { backend: make(), seed: 1 }));
    expect(rejection).toMatch(/^MEMORY_LIMIT the parameters need \S+ bytes, at most 4294967296 /);
    expect(rejection).toContain('use smaller layers');
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it('counts the state of the optimizer', async () => {
    const side = Math.ceil(Math.sqrt(2 ** 32 / bytes / 2.5));
    const layers = [new InputLayer(side), new OutputLayer(side, undefined, meanSquaredError, initial)];
    expect(await rejectionOf(createNetwork(layers, { backend: make(), optimizer: adam(), seed: 1 }))).toContain(
      'MEMORY_LIMIT',
    );
  });
});
