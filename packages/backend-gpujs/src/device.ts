import { NnfError } from '@nnf/core';
import { BatchPipeline, type BatchResults } from './batch-pipeline.js';
import type { Gpu, GpuJs, Handle } from './gpujs.js';
import type { ExecutionMode } from './mode.js';
import type { PlanKernels } from './plan-kernels.js';
import type { Arithmetic } from './scalar-source.js';

/** gpu.js in one mode, and what is known of how it runs. */
export class Device {
  readonly arithmetic: Arithmetic;
  /** In WebAssembly each number that a pipeline holds is another module, so there the batch's number is a matrix. */
  readonly batchInMatrix: boolean;
  /** How many matrices a kernel may read. */
  readonly mostMatrices: number;
  readonly #gpujs: GpuJs;
  readonly #gpu: Gpu;
  readonly #executions = new Set<string>();
  readonly #why: string;

  /**
   * @param why why it is not the mode that would have been best, for people; empty when it is
   */
  constructor(
    gpujs: GpuJs,
    readonly mode: ExecutionMode,
    why = '',
  ) {
    this.#gpujs = gpujs;
    this.#gpu = new gpujs.GPU({ mode });
    this.#why = why;
    this.arithmetic = mode === 'webgl2' || mode === 'webgpu' ? 'shader' : 'ieee';
    this.batchInMatrix = mode === 'webasm';
    this.mostMatrices = { webgpu: 7, webgl2: 15, webasm: 1000, cpu: 1000 }[mode];
  }

  /** The mode, and once something has run, what gpu.js ran it with. */
  get executes(): string {
    const { mode } = this;
    const how = [...this.#executions];
    return [`gpu.js ${mode}`, ...how, ...(this.#why ? [this.#why] : [])].join(', ');
  }

  matrix(values: Float32Array, columns: number, rows: number): Handle {
    return new this.#gpujs.Input(values, [columns, rows]);
  }

  pipeline(kernels: PlanKernels, rows: number, batches: number): BatchPipeline {
    const settings = this.mode === 'webgl2' ? { precision: 'single' } : {};
    const pipeline = new BatchPipeline(this.#gpu, kernels, rows, batches, settings, this.batchInMatrix);
    return pipeline;
  }

  /**
   * Runs a pipeline.
   *
   * @throws NnfError `GPU_FAILED` with what gpu.js said
   */
  async run(pipeline: BatchPipeline, values: readonly Handle[]): Promise<BatchResults> {
    let results: BatchResults;
    try {
      results = await pipeline.run(values);
    } catch (cause) {
      throw new NnfError('GPU_FAILED', `gpu: gpu.js failed in mode ${this.mode}: ${cause}`, { cause });
    }
    this.#note(pipeline);
    return results;
  }

  dispose(): void {
    this.#gpu.destroy().catch(() => {});
  }

  #note(pipeline: BatchPipeline): void {
    const { backend, executorKind, fallbackReason } = pipeline.execution;
    const isFused = this.mode === 'webasm' || this.mode === 'webgpu';
    const ran = backend === 'gpu' ? this.mode : backend;
    this.#executions.add(
      [
        executorKind,
        ...(ran === this.mode ? [] : [`on ${ran}`]),
        ...(isFused && fallbackReason !== null ? [`(${fallbackReason})`] : []),
      ].join(' '),
    );
  }
}
