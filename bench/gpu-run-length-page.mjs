// The page of gpu-run-length.mjs, bundled from the backend's sources. It measures the time per batch against the number of
// batches that run on the device at once.
import { relu } from '@nnf/activation-relu';
import { softmax } from '@nnf/activation-softmax';
import { createNetwork, HiddenLayer, InputLayer, OutputLayer, scalarsOf } from '@nnf/core';
import { he, zeros } from '@nnf/initializers';
import { crossEntropy } from '@nnf/loss-cross-entropy';
import { gpu } from '../packages/backend-gpujs/src/gpu.js';
import { writeKernels } from '../packages/backend-gpujs/src/plan/plan-kernels.js';
import { BatchPipeline } from '../packages/backend-gpujs/src/run/batch-pipeline.js';
import { openCanvas } from '../packages/backend-gpujs/src/run/canvas.js';
import { Device } from '../packages/backend-gpujs/src/run/device.js';
import { loadGpuJs } from '../packages/backend-gpujs/src/run/gpujs.js';
import { limitsOf } from '../packages/backend-gpujs/src/run/limits.js';
import { ParameterStore } from '../packages/backend-gpujs/src/run/parameter-store.js';
import { operationsOf } from '../packages/backend-gpujs/src/run/run-length.js';

const gpujs = await loadGpuJs();

/** Captures the training plan that `createNetwork` gives to a backend. */
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

/** Pixels like MNIST's: about a fifth of them are not 0. */
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
    const encodings = { inputs: 'dense', targets: 'classes' };
    const { arithmetic, batchInMatrix, layout, inFloat64, isPassExpensive } = device;
    const options = {
      rows,
      encodings,
      arithmetic,
      batchInMatrix,
      inFloat64,
      isPassExpensive,
      mostColumns: device.limits.side.most,
    };
    this.kernels = writeKernels(plan, { ...options, layout });
    this.singles = writeKernels(plan, { ...options, layout: 'rows' });
    this.matrix = (values, columns) => new gpujs.Input(values, [columns, values.length / columns]);
    const { length: width } = scalarsOf(plan);
    this.scalarsOf = (batches) => new Float32Array(width * batches).fill(1e-4);
    this.width = width;
    this.parameters = new ParameterStore([plan], () => {});
    for (const node of plan.nodes) {
      if (node.operation !== 'parameter') continue;
      const length = node.shape[0] * node.shape[1];
      this.parameters.write(
        node.name,
        Float32Array.from({ length }, (_, i) => (((i * 7919) % 1009) / 1009 - 0.5) / 10),
      );
    }
    const columns = new Map(plan.nodes.flatMap((n) => (n.operation === 'input' ? [[n.name, n.shape[1]]] : [])));
    this.inputOf = (name, batches) => {
      const count = batches * rows;
      return name === 'targets'
        ? { values: Float32Array.from({ length: count }, (_, i) => i % 10), columns: 1 }
        : { values: pixels(count * columns.get(name)), columns: columns.get(name) };
    };
  }

  /** A gpu.js pipeline of `batches` batches. @param threads by default, as the backend decides */
  pipeline(batches, threads) {
    if (this.device.layout === 'fours') return this.pipelineOnTextures(batches);
    const operations = threads === undefined ? operationsOf(this.plan, this.rows) : threads ? 1e12 : 0;
    return this.running(this.device.runner(this.kernels, this.rows, batches, operations), batches);
  }

  /** A pipeline in WebGL2, which the backend does not use. Its kernels compute one number per pixel. */
  pipelineOnTextures(batches) {
    const { rows, matrix } = this;
    const own = new gpujs.GPU({ mode: 'webgl2', ...this.canvas.settings });
    const single = {
      createKernel: (source, settings) => own.createKernel(source, { ...settings, precision: 'single' }),
      createPipeline: (record, settings) => own.createPipeline(record, settings),
    };
    const options = { rows, batches, matrix, batchInMatrix: false, threads: false };
    return this.running(new BatchPipeline(single, this.singles, options), batches);
  }

  running(runner, batches) {
    const inputs = new Map(['inputs', 'targets'].map((name) => [name, this.inputOf(name, batches)]));
    const given = {
      parameters: this.parameters,
      rowsOf: (name) => inputs.get(name),
      scalars: this.scalarsOf(batches),
      batches,
    };
    return {
      run: async () => {
        await this.device.run(runner, given);
        // The backend does the same at the end of an epoch.
        this.parameters.readBack();
      },
      executes: () => runner.execution.executorKind,
      close: () => runner.destroy(),
    };
  }

  /** Kernels called one by one. Each result stays on the device; only the final parameters are read back. */
  chain(batches) {
    if (this.device.layout === 'fours')
      return this.running(this.device.runner(this.kernels, this.rows, batches, 0), batches);
    const own = new gpujs.GPU({ mode: this.device.mode });
    const settings = { pipeline: true, immutable: false };
    const make = ({ source, columns, rows }) => own.createKernel(source, { ...settings, output: [columns, rows] });
    const upload = (columns, rows) =>
      make({ source: 'function (v) { return v[this.thread.y][this.thread.x]; }', columns, rows });
    const kernels = this.kernels.kernels.map(make);
    // A kernel cannot write a texture or buffer that it reads, so two kernels take turns.
    const updates = this.kernels.updates.map((kernel) => [make(kernel), make(kernel)]);
    const numbers = Array.from({ length: batches }, (_, i) =>
      this.device.batchInMatrix ? this.matrix(Float32Array.of(i), 1) : i,
    );
    const needed = new Set(
      [...this.kernels.kernels, ...this.kernels.updates].flatMap((k) => k.arguments.map((a) => a.name)),
    );
    const given = [
      ...this.kernels.updates.map(({ parameter }) => [parameter, this.parameters.get(parameter)]),
      ...['inputs', 'targets'].filter((name) => needed.has(name)).map((name) => [name, this.inputOf(name, batches)]),
      ['scalars', { values: this.scalarsOf(batches), columns: this.width }],
    ];
    const sources = given.map(([name, { values, columns }]) => [
      name,
      this.matrix(values, columns),
      upload(columns, values.length / columns),
    ]);
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
 * Measures several ways of running one plan in turn.
 *
 * @param ways each `{ batches, way: 'chained' | 'pipeline' | 'threads' | 'no threads' }`
 * @param least the shortest measurement of each in a round, in milliseconds
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

/** The name of the adapter. A software adapter compares overheads, not GPUs. */
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
