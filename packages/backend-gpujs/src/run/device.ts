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

/** gpu.js in one mode, and what is known of how it runs. */
export class Device {
  readonly arithmetic: Arithmetic;
  /** In WebAssembly each number that a pipeline holds is another module, so there the batch's number is a matrix. */
  readonly batchInMatrix: boolean;
  readonly layout: Layout;
  /** On a device a pass takes its time however small it is; in WebAssembly it takes little. */
  readonly isPassDear: boolean;
  readonly #gpujs: GpuJs;
  readonly #gpu: Gpu;
  readonly #executions = new Set<string>();
  readonly #why: string;
  readonly #canvas: Canvas | undefined;
  #lost: string | undefined;

  /**
   * @param canvas the context that it computes in, in WebGL2
   * @param why why it is not the mode that would have been best, for people; empty when it is
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
    this.isPassDear = this.arithmetic === 'shader';
    this.layout = mode === 'webgl2' ? 'fours' : mode === 'webgpu' ? 'flat' : 'rows';
  }

  /** The mode, and once something has run, what gpu.js ran it with. */
  get executes(): string {
    const { mode } = this;
    const how = [...this.#executions];
    return [`gpu.js ${mode}`, ...how, ...(this.#why ? [this.#why] : [])].join(', ');
  }

  /**
   * What runs batches of so many rows.
   *
   * @param batches how many there are at once
   * @param operations elementary operations a batch, which decide whether threads are worth waiting for one another
   */
  runner(kernels: PlanKernels, rows: number, batches: number, operations: number): BatchRunner {
    const matrix = (values: Float32Array, columns: number): Handle =>
      new this.#gpujs.Input(values, [columns, values.length / columns]);
    if (this.layout === 'fours') return new KernelChain(this.#gpu, kernels, { rows, batches, matrix });
    const threads = operations / (kernels.kernels.length + kernels.updates.length) >= threadedPass;
    const { batchInMatrix } = this;
    return new BatchPipeline(this.#gpu, kernels, { rows, batches, matrix, batchInMatrix, threads });
  }

  /**
   * Runs batches.
   *
   * @throws NnfError `GPU_LOST` when the device is gone, `GPU_FAILED` with what gpu.js said of anything else
   */
  async run(runner: BatchRunner, inputs: BatchInputs): Promise<BatchResults> {
    let results: BatchResults;
    this.checkThere();
    try {
      results = await runner.run(inputs);
    } catch (cause) {
      // What it was given is wrong, not the device.
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
      .destroy()
      .catch(() => {})
      .finally(() => this.#canvas?.close());
  }

  /** @throws NnfError `GPU_LOST` when the device is gone */
  checkThere(cause?: unknown): void {
    if (this.isThere()) return;
    throw new NnfError(
      'GPU_LOST',
      `gpu: the device is lost in mode ${this.mode}: ${this.#lost}; the parameters are those that were last read back. ` +
        'Make another network and give it these by writeParameters',
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

/** How gpu.js and browsers say that a WebGPU device is gone, before and while results are waited for. */
function isLoss(error: unknown): boolean {
  return error instanceof Error && /\blost\b|destroyed|external Instance/i.test(error.message);
}
