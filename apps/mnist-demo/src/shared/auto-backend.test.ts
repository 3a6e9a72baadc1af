import { cpu } from '@nnf/backend-cpu';
import { reference } from '@nnf/backend-reference';
import { type Backend, createNetwork, isNnfError, type Network } from '@nnf/core';
import { imageDataset } from '@nnf/dataset-mnist';
import { expect, test } from 'vitest';
import { autoBackend, type PlannedTraining } from './auto-backend.js';
import type { Adapter, Candidate } from './choose-backend.js';
import { initialValues } from './initial-values.js';
import { layersOf } from './model.js';

const sizes = { pixels: 784, hidden: [32], classes: 10 };
const count = 64;
const train = imageDataset(
  { type: 'uint8', shape: [count, 28, 28], data: Uint8Array.from({ length: 784 * count }, (_, i) => (i * 31) % 256) },
  { type: 'uint8', shape: [count], data: Uint8Array.from({ length: count }, (_, i) => i % 10) },
);

async function* aGpu(): AsyncGenerator<Adapter> {
  yield { mode: 'webgpu', name: 'a real one', isFallback: false };
}

/** A training with a different backend for each candidate, and the networks that were tried. */
function planned(backends: Partial<Record<Candidate, Backend>>, batchSize = count) {
  const tried: Network[] = [];
  const training: PlannedTraining = {
    sizes,
    train,
    batchSize,
    learningRate: 0.01,
    async makeBackend(candidate) {
      const backend = backends[candidate];
      if (backend) return backend;
      throw new Error(`${candidate} cannot be had`);
    },
    async makeNetwork(backend) {
      const network = await createNetwork(layersOf(sizes, initialValues.get('he')!), { backend, seed: 5 });
      tried.push(network);
      return network;
    },
  };
  return { training, tried };
}

function isDisposed(network: Network): boolean {
  try {
    network.readParameters();
    return false;
  } catch (error) {
    return isNnfError(error, 'DISPOSED');
  }
}

// The interpreter is many times slower than WebAssembly. Each of them stands in for the GPU in turn.
const [fast, slow] = [cpu(), reference()];

test.each([
  ['webgpu', slow, fast],
  ['cpu', fast, slow],
] as const)('takes %s where it trains faster, and disposes of what it tried', async (expected, onCpu, onGpu) => {
  const { training, tried } = planned({ cpu: onCpu, webgpu: onGpu });
  const { backend, choice } = await autoBackend(training, aGpu);
  expect(backend).toBe(fast);
  expect(choice).toMatch(
    new RegExp(`^auto takes ${expected}: an update took [\\d.,]+ ms on cpu, [\\d.,]+ ms in webgpu on a real one$`),
  );
  expect(tried.map(({ executes }) => executes.split(',')[0])).toEqual([onCpu.name, onGpu.name]);
  expect(tried.every(isDisposed)).toBe(true);
});

test('takes the processor where the GPU backend cannot be had', async () => {
  const { training, tried } = planned({ cpu: fast });
  const { backend, choice } = await autoBackend(training, aGpu);
  expect(backend).toBe(fast);
  expect(choice).toBe('auto takes cpu: trying the GPU failed, webgpu cannot be had');
  expect(tried.every(isDisposed)).toBe(true);
});

test('tries nothing where an update is small: by the rows that there are', async () => {
  const small = { ...planned({ cpu: fast }, 1000).training, train: train.rows(0, 2) };
  const { backend, choice } = await autoBackend(small, aGpu);
  expect(backend).toBe(fast);
  // 6 · (784 · 32 + 32 · 10) · 2
  expect(choice).toContain('an update has 304,896 operations');
});

test('without adapters to look at it takes the host’s: Node has none', async () => {
  const { backend, choice } = await autoBackend(planned({ cpu: fast }).training);
  expect(backend).toBe(fast);
  expect(choice).toBe('auto takes cpu: neither WebGPU nor WebGL2 found a GPU');
});
