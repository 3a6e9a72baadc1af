import { isNnfError, NnfError } from '@nnf/core';
import type { PlanKernels } from '../plan/plan-kernels.js';
import type { Layout } from '../write/kernel-setting.js';
import type { Arithmetic } from '../write/scalar-source.js';
import { BatchPipeline } from './batch-pipeline.js';
import type { BatchInputs, BatchResults, BatchRunner } from './batch-runner.js';
import type { Canvas } from './canvas.js';
import type { Gpu, GpuJs, Handle } from './gpujs.js';
import { KernelChain } from './kernel-chain.js';
import type { Limits } from './limits.js';
import type { ExecutionMode } from './mode.js';

/**
 * From so many elementary operations a pass, WebAssembly computes in threads: they wait for one another after every pass,
 * which took about 20 µs, and so many operations take about 0.9 ms on one (`node bench/gpu-run-length.mjs`).
 */
const threadedPass = 500_000;

/** gpu.js in one mode, and how it runs there. */
export class Device {
  readonly arithmetic: Arithmetic;
  /** Whether the batch's number is a matrix. In WebAssembly each number in a pipeline would be another module. */
  readonly batchInMatrix: boolean;
  readonly layout: Layout;
  /** Whether a kernel's variables are float64 numbers: they are in JavaScript. */
  readonly inFloat64: boolean;
  /** Whether even a small pass takes long: on a device, but not in WebAssembly. */
  readonly isPassExpensive: boolean;
  readonly #gpujs: GpuJs;
  /** Undefined after `dispose`: gpu.js keeps the results of kernels even when they are destroyed. */
  #gpu: Gpu | undefined;
  readonly #executions = new Set<string>();
  readonly #why: string;
  readonly #canvas: Canvas | undefined;
  #lost: string | undefined;

  /**
   * @param canvas the context for WebGL2
   * @param why why a better mode is not used; empty for the best mode
   */
  constructor(
    gpujs: GpuJs,
    readonly mode: ExecutionMode,
    readonly limits: Limits,
    canvas: Canvas | undefined,
    why = '',
  ) {
    this.#gpujs = gpujs;
    this.#canvas = canvas;
    this.#canvas?.onLoss(() => {
      this.#lost ??= 'the browser took its WebGL context away';
    });
    this.#gpu = new gpujs.GPU({ mode, ...this.#canvas?.settings });
    this.#why = why;
    this.arithmetic = mode === 'webgl2' || mode === 'webgpu' ? 'shader' : 'ieee';
    this.batchInMatrix = mode === 'webasm';
    this.inFloat64 = mode === 'cpu';
    this.isPassExpensive = this.arithmetic === 'shader';
    this.layout = mode === 'webgl2' ? 'fours' : mode === 'webgpu' ? 'flat' : 'rows';
  }

  /** The mode and, after the first run, how gpu.js runs it. */
  get executes(): string {
    const { mode } = this;
    const how = [...this.#executions];
    return [`gpu.js ${mode}`, ...how, ...(this.#why ? [this.#why] : [])].join(', ');
  }

  /**
   * A runner for batches of `rows` rows.
   *
   * @param batches the number of batches in a run
   * @param operations elementary operations a batch, which decide whether threads are worth waiting for one another
   * @throws NnfError `DISPOSED` after `dispose`
   */
  runner(kernels: PlanKernels, rows: number, batches: number, operations: number): BatchRunner {
    const gpu = this.#gpu;
    if (!gpu) throw new NnfError('DISPOSED', 'the program has been disposed of; compile a new one');
    const matrix = (values: Float32Array, columns: number): Handle =>
      new this.#gpujs.Input(values, [columns, values.length / columns]);
    if (this.layout === 'fours') return new KernelChain(gpu, kernels, { rows, batches, matrix });
    const threads = operations / (kernels.kernels.length + kernels.updates.length) >= threadedPass;
    const { batchInMatrix } = this;
    return new BatchPipeline(gpu, kernels, { rows, batches, matrix, batchInMatrix, threads });
  }

  /**
   * Runs batches.
   *
   * @throws NnfError `GPU_LOST` when the device is lost, `GPU_FAILED` with gpu.js's message for any other failure
   */
  async run(runner: BatchRunner, inputs: BatchInputs): Promise<BatchResults> {
    let results: BatchResults;
    this.checkThere();
    try {
      results = await runner.run(inputs);
    } catch (cause) {
      // The inputs are wrong, not the device.
      if (isNnfError(cause)) throw cause;
      if (this.mode === 'webgpu' && isLoss(cause)) this.#lost ??= String(cause);
      this.checkThere(cause);
      throw new NnfError('GPU_FAILED', `gpu: gpu.js failed in mode ${this.mode}: ${cause}`, { cause });
    }
    this.checkThere();
    this.#note(runner);
    return results;
  }

  /** Whether the device is there: what was computed on one that is gone is nothing, even if gpu.js has not noticed. */
  isThere(): boolean {
    if (this.#canvas?.isLost()) this.#lost ??= 'the browser took its WebGL context away';
    return this.#lost === undefined;
  }

  dispose(): void {
    this.#gpu
      ?.destroy()
      .catch(() => {})
      .finally(() => this.#canvas?.close());
    this.#gpu = undefined;
  }

  /** @throws NnfError `GPU_LOST` when the device is lost */
  checkThere(cause?: unknown): void {
    if (this.isThere()) return;
    throw new NnfError(
      'GPU_LOST',
      `gpu: the device is lost in mode ${this.mode}: ${this.#lost}; the parameters are those that were last read back. ` +
        'Create another network and pass them to its writeParameters',
      { cause },
    );
  }

  #note({ execution }: BatchRunner): void {
    const { backend, executorKind, fallbackReason } = execution;
    // Plain JavaScript is what gpu.js falls back to: there it has nothing to excuse.
    const why = this.mode === 'cpu' ? null : fallbackReason;
    const ran = backend === 'gpu' ? this.mode : backend;
    this.#executions.add(
      [executorKind, ...(ran === this.mode ? [] : [`on ${ran}`]), ...(why === null ? [] : [`(${why})`])].join(' '),
    );
  }
}

/** Whether an error of gpu.js or the browser means that the WebGPU device is lost. */
function isLoss(error: unknown): boolean {
  return /\blost\b|destroyed|external Instance/i.test(String(error));
}
