import { relu } from '@nnf/activation-relu';
import { softmax } from '@nnf/activation-softmax';
import { gpu } from '@nnf/backend-gpujs';
import { createNetwork, HiddenLayer, InputLayer, OutputLayer, type Plan } from '@nnf/core';
import { he, zeros } from '@nnf/initializers';
import { crossEntropy } from '@nnf/loss-cross-entropy';
import { adam } from '@nnf/optimizer-adam';
import { describe, expect, it } from 'vitest';
import { writeKernels } from '../packages/backend-gpujs/src/plan/plan-kernels.js';

/** Captures the plans that a backend gets for a classifier. */
async function plansOf(widths: readonly number[], options = {}): Promise<Readonly<Record<string, Plan>>> {
  const initial = { weights: he, biases: zeros };
  const layers = [
    new InputLayer(784),
    ...widths.slice(0, -1).map((width) => new HiddenLayer(width, relu, initial)),
    new OutputLayer(widths.at(-1)!, softmax, crossEntropy, initial),
  ];
  const found: Record<string, Plan> = {};
  const asked = new Error('the plans are all that is wanted');
  const backend = {
    ...gpu(),
    compile: async (plans: Readonly<Record<string, Plan>>) => {
      Object.assign(found, plans);
      const program = await gpu({ mode: 'cpu' }).compile(plans);
      program.add = (name, plan) => {
        found[name] = plan;
        throw asked;
      };
      return program;
    },
  };
  using network = await createNetwork(layers, { backend, seed: 1, ...options });
  // The plans for predicting and evaluating are compiled on first use.
  const inputs = [new Float32Array(784)];
  const targets = [new Float32Array(widths.at(-1)!)];
  await expect(network.predict(inputs)).rejects.toBe(asked);
  await expect(network.evaluate({ inputs, targets })).rejects.toBe(asked);
  expect(Object.keys(found)).toEqual(['train', 'predict', 'evaluate']);
  return found;
}

function kernelsOf(plan: Plan, layout: 'flat' | 'fours', rows = 32) {
  const encodings = { inputs: 'dense', targets: 'classes' } as const;
  return writeKernels(plan, {
    rows,
    encodings,
    arithmetic: 'shader',
    batchInMatrix: false,
    inFloat64: false,
    layout,
    isPassExpensive: true,
    mostColumns: 8192,
  });
}

describe('passes an update on a device', () => {
  it.each([
    ['WebGPU', 'flat'],
    ['WebGL2', 'fours'],
  ] as const)(
    'in %s are a layer forward, its gradient, its two updates, and one for all outputs',
    async (_, layout) => {
      const { train } = await plansOf([10, 10, 10]);
      const { kernels, updates, collections, values } = kernelsOf(train!, layout);
      expect(kernels.map(({ label }) => label.replace(/^%\d+ /, ''))).toEqual([
        'map (hidden 1 relu)',
        'map (hidden 2 relu)',
        'map (output softmax)',
        'map (cross-entropy gradient)',
        'map (hidden 2 relu gradient)',
        'map (hidden 1 relu gradient)',
      ]);
      expect(updates.map(({ parameter }) => parameter)).toHaveLength(6);
      expect(collections.map(({ outputs }) => outputs.map(({ name }) => name))).toEqual([['loss', 'accuracy 0']]);
      expect(values).toEqual([]);
    },
  );

  it('are those of the products where no output is wanted of their maps: two layers predict in two', async () => {
    const { predict } = await plansOf([128, 10]);
    const { kernels, collections } = kernelsOf(predict!, 'flat');
    expect([kernels.length, collections.length]).toEqual([2, 1]);
  });

  it('keep a reduction over many classes, which each of them would make again', async () => {
    const few = kernelsOf((await plansOf([32])).train!, 'flat').kernels;
    const many = kernelsOf((await plansOf([33])).train!, 'flat').kernels;
    expect(few.filter(({ label }) => /reduce/.test(label))).toEqual([]);
    expect(many.filter(({ label }) => /reduce/.test(label)).length).toBeGreaterThan(0);
  });
});

describe('a device with seven matrices for a kernel', () => {
  it.each([
    ['Adam', { optimizer: adam() }],
    ['AdamW', { optimizer: adam({ weightDecay: 0.01 }) }],
    ['Adam on gradients of four batches', { optimizer: adam(), accumulate: 4 }],
    ['Adam on clipped gradients of four batches', { optimizer: adam(), accumulate: 4, clip: { norm: 1 } }],
    ['weighted classes', { classWeights: Array.from({ length: 10 }, (_, i) => i + 1) }],
  ])('trains with %s', async (_, options) => {
    const plans = await plansOf([20, 10], options);
    for (const [name, plan] of Object.entries(plans)) {
      const { kernels, updates, collections } = kernelsOf(plan, 'flat');
      const texts = [...kernels, ...updates, ...collections.map(({ next }) => ({ label: 'outputs', ...next }))];
      for (const { label, arguments: read } of texts) {
        const matrices = read.filter(({ kind }) => kind !== 'batch').length;
        expect(matrices, `${name}: ${label}`).toBeLessThanOrEqual(7);
      }
    }
  });
});
