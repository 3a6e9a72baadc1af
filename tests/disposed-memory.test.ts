import { setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { identity } from '@nnf/activation-identity';
import { cpu } from '@nnf/backend-cpu';
import { gpu } from '@nnf/backend-gpujs';
import { reference } from '@nnf/backend-reference';
import { type Backend, createNetwork, InputLayer, OutputLayer } from '@nnf/core';
import { zeros } from '@nnf/initializers';
import { meanSquaredError } from '@nnf/loss-mean-squared-error';
import { afterEach, describe, expect, it, vi } from 'vitest';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

async function settle(): Promise<void> {
  for (let i = 0; i < 4; i++) {
    collectGarbage();
    await setTimeout(10);
  }
}

const sample = (columns: number) => ({
  inputs: { rows: 1, columns, data: new Uint8Array(columns).fill(1) },
  targets: [[1]],
});

/** A network after an epoch, whose training has not ended, and after a prediction and an evaluation. */
async function usedNetwork(backend: Backend, data: ReturnType<typeof sample>) {
  const { columns } = data.inputs;
  const output = new OutputLayer(1, identity, meanSquaredError, { weights: zeros, biases: zeros });
  const network = await createNetwork([new InputLayer(columns), output], { backend, seed: 1 });
  const training = network.train(data, { epochs: 10, learningRate: 1e-9 });
  await training.next();
  await network.predict(data.inputs);
  await network.evaluate(data);
  return { network, training };
}

afterEach(() => vi.unstubAllGlobals());

describe('a network that was disposed of, to which something still refers', () => {
  it.each([
    ['reference', reference(), 500_000],
    ['gpujs', gpu({ mode: 'cpu' }), 50_000],
  ] as const)('holds no arrays, neither parameters nor data, on %s', async (_, backend, columns) => {
    await usedNetwork(backend, sample(columns)).then(({ network }) => network.dispose());
    await settle();
    const before = process.memoryUsage().arrayBuffers;
    const held = [];
    for (let i = 0; i < 4; i++) held.push((await usedNetwork(backend, sample(columns))).network);
    await settle();
    const parameterBytes = 4 * columns * 4;
    expect(process.memoryUsage().arrayBuffers - before).toBeGreaterThan(parameterBytes);
    for (const network of held) network.dispose();
    await settle();
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(parameterBytes / 8);
    expect(held.map((network) => network.parameterCount)).toEqual(held.map(() => columns + 1));
    const { network, training } = await usedNetwork(backend, sample(columns));
    network.dispose();
    await expect(training.next()).rejects.toThrow('train: the network has been disposed of');
  });

  it('holds no results of kernels, which are plain arrays, on gpujs', async () => {
    const columns = 50_000;
    const backend = gpu({ mode: 'cpu' });
    await usedNetwork(backend, sample(columns)).then(({ network }) => network.dispose());
    await settle();
    const before = process.memoryUsage().heapUsed;
    const held = [];
    for (let i = 0; i < 4; i++) held.push(await usedNetwork(backend, sample(columns)));
    await settle();
    const inUse = process.memoryUsage().heapUsed - before;
    for (const { network } of held) network.dispose();
    await settle();
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(inUse / 4);
    expect(held.map(({ network }) => network.executes)).toEqual(held.map(() => 'gpujs, gpu.js cpu, generic'));
  });

  it.each(['float32', 'float64'] as const)('holds no WebAssembly memory, on cpu in %s', async (dtype) => {
    const memories: WeakRef<WebAssembly.Memory>[] = [];
    const { Memory } = WebAssembly;
    class WatchedMemory extends Memory {
      constructor(descriptor: WebAssembly.MemoryDescriptor) {
        super(descriptor);
        memories.push(new WeakRef(this));
      }
    }
    vi.stubGlobal('WebAssembly', Object.create(WebAssembly, { Memory: { value: WatchedMemory } }));
    const held = [];
    for (let i = 0; i < 3; i++) held.push(await usedNetwork(cpu({ dtype }), sample(500_000)));
    await settle();
    expect(memories).toHaveLength(3);
    expect(memories.every((memory) => memory.deref())).toBe(true);
    for (const { network } of held) network.dispose();
    await settle();
    expect(memories.filter((memory) => memory.deref())).toEqual([]);
    for (const { network, training } of held) {
      expect(network.executes).toMatch(/^cpu, /);
      await expect(training.next()).rejects.toMatchObject({ code: 'DISPOSED' });
    }
  });
});
