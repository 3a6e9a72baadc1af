// The page of gpu-run-length.mjs, bundled from the backend's sources: how long a batch takes, by how many go to the device at once.
import { relu } from '@nnf/activation-relu';
import { softmax } from '@nnf/activation-softmax';
import { createNetwork, HiddenLayer, InputLayer, OutputLayer, scalarNames } from '@nnf/core';
import { he, zeros } from '@nnf/initializers';
import { crossEntropy } from '@nnf/loss-cross-entropy';
import { openCanvas } from '../packages/backend-gpujs/src/canvas.js';
import { Device } from '../packages/backend-gpujs/src/device.js';
import { gpu } from '../packages/backend-gpujs/src/gpu.js';
import { loadGpuJs } from '../packages/backend-gpujs/src/gpujs.js';
import { limitsOf } from '../packages/backend-gpujs/src/limits.js';
import { writeKernels } from '../packages/backend-gpujs/src/plan-kernels.js';
import { operationsOf } from '../packages/backend-gpujs/src/run-length.js';

const gpujs = await loadGpuJs();

/** What `createNetwork` gives a backend for training. */
async function trainingPlan(widths) {
  const [inputs, ...rest] = widths;
  const outputs = rest.pop();
  const initial = { weights: he, biases: zeros };
  const layers = [
    new InputLayer(inputs),
    ...rest.map((width) => new HiddenLayer(width, relu, initial)),
    new OutputLayer(outputs, softmax, crossEntropy, initial),
  ];
  let captured;
  const backend = {
    ...gpu(),
    compile: async (plans) => {
      captured = plans.train;
      throw new Error('the plan is all that is wanted');
    },
  };
  await createNetwork(layers, { backend, seed: 1 }).catch((error) => {
    if (!captured) throw error;
  });
  return captured;
}

/** Numbers like MNIST's: about a fifth of the pixels are not 0. */
function pixels(length) {
  return Float32Array.from({ length }, (_, i) => ((i * 7919) % 5 === 0 ? ((i * 104_729) % 255) / 255 : 0));
}

class Subject {
  static async open(mode, plan, rows) {
    const canvas = mode === 'webgl2' ? openCanvas() : undefined;
    const device = new Device(gpujs, mode, await limitsOf(mode, canvas?.settings.context), canvas);
    return new Subject(device, canvas, plan, rows);
  }

  constructor(device, canvas, plan, rows) {
    Object.assign(this, { device, canvas, plan, rows });
    const forms = { inputs: 'dense', targets: 'classes' };
    const { arithmetic, batchInMatrix } = device;
    this.kernels = writeKernels(plan, { rows, forms, arithmetic, batchInMatrix });
    const { length: width } = scalarNames(plan);
    this.scalarsOf = (batches) => device.matrix(new Float32Array(width * batches).fill(1e-4), width, batches);
    this.parameters = new Map();
    for (const node of plan.nodes) {
      if (node.operation !== 'parameter') continue;
      const [height, columns] = node.shape;
      const values = Float32Array.from({ length: height * columns }, (_, i) => (((i * 7919) % 1009) / 1009 - 0.5) / 10);
      this.parameters.set(node.name, { values, columns, rows: height });
    }
    const columns = new Map(plan.nodes.flatMap((n) => (n.operation === 'input' ? [[n.name, n.shape[1]]] : [])));
    this.inputOf = (name, batches) => {
      const count = batches * rows;
      return name === 'targets'
        ? device.matrix(
            Float32Array.from({ length: count }, (_, i) => i % 10),
            1,
            count,
          )
        : device.matrix(pixels(count * columns.get(name)), columns.get(name), count);
    };
  }

  /** A pipeline of so many batches, as the backend makes it. @param threads as the backend has it when left out */
  pipeline(batches, threads) {
    const operations = threads === undefined ? operationsOf(this.plan, this.rows) : threads ? 1e12 : 0;
    const pipeline = this.device.pipeline(this.kernels, this.rows, batches, operations);
    const { parameters, inputs, scalars, batch } = pipeline.arguments;
    const values = [
      ...parameters.map((name) => {
        const stored = this.parameters.get(name);
        return this.device.matrix(stored.values, stored.columns, stored.rows);
      }),
      ...inputs.map((name) => this.inputOf(name, batches)),
      ...(scalars ? [this.scalarsOf(batches)] : []),
      ...(batch ? [this.device.matrix(new Float32Array(1), 1, 1)] : []),
    ];
    return {
      run: async () => void (await this.device.run(pipeline, values)),
      executes: () => pipeline.execution.executorKind,
      close: () => pipeline.destroy(),
    };
  }

  /** The same kernels called one after the other: each keeps its result on the device, and the last parameters are read. */
  chain(batches) {
    const { device } = this;
    const own = new gpujs.GPU({ mode: device.mode, ...this.canvas?.settings });
    const settings = { pipeline: true, immutable: false, ...(device.mode === 'webgl2' ? { precision: 'single' } : {}) };
    const make = ({ source, columns, rows }) => own.createKernel(source, { ...settings, output: [columns, rows] });
    const upload = (columns, rows) =>
      make({ source: 'function (v) { return v[this.thread.y][this.thread.x]; }', columns, rows });
    const kernels = this.kernels.kernels.map(make);
    // A kernel does not write what it reads, so two take turns.
    const updates = this.kernels.updates.map((kernel) => [make(kernel), make(kernel)]);
    const numbers = device.batchInMatrix
      ? Array.from({ length: batches }, (_, i) => device.matrix(Float32Array.of(i), 1, 1))
      : Array.from({ length: batches }, (_, i) => i);
    const needed = new Set(
      [...this.kernels.kernels, ...this.kernels.updates].flatMap((k) => k.arguments.map((a) => a.name)),
    );
    const sources = [
      ...[...this.parameters].map(([name, p]) => [
        name,
        device.matrix(p.values, p.columns, p.rows),
        upload(p.columns, p.rows),
      ]),
      ...['inputs', 'targets']
        .filter((name) => needed.has(name))
        .map((name) => {
          const input = this.inputOf(name, batches);
          return [name, input, upload(...input.size)];
        }),
      (() => {
        const table = this.scalarsOf(batches);
        return ['scalars', table, upload(...table.size)];
      })(),
    ];
    const run = async () => {
      const resident = new Map();
      for (const [name, value, kernel] of sources) resident.set(name, await kernel(value));
      const results = new Map();
      for (let i = 0; i < batches; i++) {
        const resolve = (a) =>
          a.kind === 'result'
            ? results.get(a.node)
            : a.kind === 'batch'
              ? numbers[i]
              : resident.get(a.kind === 'scalars' ? 'scalars' : a.name);
        for (const [k, kernel] of this.kernels.kernels.entries()) {
          results.set(kernel.node, await kernels[k](...kernel.arguments.map(resolve)));
        }
        const changed = [];
        for (const [k, kernel] of this.kernels.updates.entries()) {
          changed.push([kernel.parameter, await updates[k][i % 2](...kernel.arguments.map(resolve))]);
        }
        for (const [name, value] of changed) resident.set(name, value);
      }
      for (const { parameter } of this.kernels.updates) {
        const value = resident.get(parameter);
        if (typeof value.toArray === 'function') await value.toArray();
      }
    };
    return { run, executes: () => 'chained', close: () => own.destroy() };
  }

  close() {
    this.device.dispose();
  }
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/**
 * Measures ways of running one plan beside one another.
 *
 * @param ways each `{ batches, way: 'chained' | 'pipeline' | 'threads' | 'no threads' }`
 * @param least how many milliseconds each is measured in a round
 */
async function measure(mode, widths, rows, ways, rounds, least) {
  const plan = await trainingPlan(widths);
  const subject = await Subject.open(mode, plan, rows);
  const passes = subject.kernels.kernels.length + subject.kernels.updates.length + subject.kernels.collections.length;
  const measured = [];
  for (const { batches, way } of ways) {
    const since = performance.now();
    const threads = way === 'threads' ? true : way === 'no threads' ? false : undefined;
    const runner = way === 'chained' ? subject.chain(batches) : subject.pipeline(batches, threads);
    await runner.run();
    measured.push({ batches, way, runner, first: performance.now() - since, times: [] });
  }
  for (let round = 0; round < rounds; round++) {
    for (const { runner, times, batches } of measured) {
      const inRound = [];
      const since = performance.now();
      do {
        const start = performance.now();
        await runner.run();
        inRound.push((performance.now() - start) / batches);
      } while (performance.now() - since < least);
      times.push(median(inRound));
    }
  }
  const results = measured.map(({ batches, way, runner, first, times }) => ({
    batches,
    way,
    executes: runner.executes(),
    first,
    microseconds: 1000 * median(times),
  }));
  for (const { runner } of measured) runner.close();
  subject.close();
  return { passes, operations: operationsOf(plan, rows), results };
}

/** What computes: a software adapter compares overheads, not GPUs. */
async function adapter(mode) {
  if (mode === 'webgpu') {
    const { info } = await navigator.gpu.requestAdapter();
    return [info.vendor, info.architecture, info.description].filter(Boolean).join(' ');
  }
  if (mode !== 'webgl2') return `${navigator.hardwareConcurrency} cores`;
  const context = new OffscreenCanvas(1, 1).getContext('webgl2');
  const name = context.getExtension('WEBGL_debug_renderer_info')?.UNMASKED_RENDERER_WEBGL ?? context.RENDERER;
  return context.getParameter(name);
}

Object.assign(globalThis, { bench: { measure, adapter } });
