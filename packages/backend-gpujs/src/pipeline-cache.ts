import { NnfError, type Plan } from '@nnf/core';
import type { BatchPipeline } from './batch-pipeline.js';
import type { Device } from './device.js';
import { mostMatrices } from './fusion.js';
import type { InputForm } from './kernel-writer.js';
import { checkPipeline, mostBatches } from './limits.js';
import { matricesOf } from './pipeline-matrices.js';
import { type PlanKernels, writeKernels } from './plan-kernels.js';
import { longestRun, operationsOf } from './run-length.js';

/** So many are kept; the one that was used longest ago goes first. */
const mostPipelines = 24;

/** The pipelines of one plan for one number of rows: one for each number of batches. */
export interface PipelineSet {
  /** How many batches the longest may have. */
  readonly longest: number;
  pipelineOf(batches: number): BatchPipeline;
}

/** Pipelines by plan, forms of data, rows and batches, each compiled when it is first wanted. */
export class PipelineCache {
  readonly #device: Device;
  readonly #sets = new Map<string, PipelineSet>();
  readonly #pipelines = new Map<string, BatchPipeline>();

  constructor(device: Device) {
    this.#device = device;
  }

  /** About how much memory they take, in bytes. */
  get bytes(): number {
    return [...this.#pipelines.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  }

  setFor(name: string, plan: Plan, forms: Readonly<Record<string, InputForm>>, rows: number): PipelineSet {
    const key = JSON.stringify([name, forms, rows]);
    const known = this.#sets.get(key);
    if (known) return known;
    const { mode, arithmetic, batchInMatrix, limits } = this.#device;
    const kernels = writeKernels(plan, { rows, forms, arithmetic, batchInMatrix });
    checkMatrices(kernels, this.#device);
    const matrices = matricesOf(plan, kernels, forms, rows);
    checkPipeline(matrices, rows, mode, limits);
    const numbers = matrices.reduce((sum, { rows: height, columns, grows }) => sum + (grows ? height * columns : 0), 0);
    const passes = kernels.kernels.length + kernels.updates.length + kernels.collections.length + 1;
    const operations = operationsOf(plan, rows);
    const set = {
      longest: Math.min(longestRun(mode, operations, passes, numbers), mostBatches(matrices, limits)),
      pipelineOf: (batches: number) =>
        this.#pipeline(`${key} ${batches}`, () => this.#device.pipeline(kernels, rows, batches, operations)),
    };
    this.#sets.set(key, set);
    return set;
  }

  dispose(): void {
    for (const [, pipeline] of this.#pipelines) pipeline.destroy();
    this.#pipelines.clear();
    this.#sets.clear();
  }

  #pipeline(key: string, make: () => BatchPipeline): BatchPipeline {
    const known = this.#pipelines.get(key);
    // The last in the map is the one that was used last.
    if (known) this.#pipelines.delete(key);
    const pipeline = known ?? make();
    this.#pipelines.set(key, pipeline);
    if (this.#pipelines.size > mostPipelines) {
      const [oldest, unused] = this.#pipelines.entries().next().value!;
      this.#pipelines.delete(oldest);
      unused.destroy();
    }
    return pipeline;
  }
}

function checkMatrices({ kernels, updates }: PlanKernels, { mode, limits: { matrices } }: Device): void {
  for (const { label, arguments: read } of [...kernels, ...updates]) {
    if (read.length <= matrices.most) continue;
    throw new NnfError(
      'GPU_LIMIT',
      `gpu: ${label} reads ${read.length} matrices at once, and a kernel in ${mode} may read ${matrices.most} ` +
        `(${matrices.name}); compute it in parts of at most ${mostMatrices} operands, or use @nnf/backend-cpu`,
    );
  }
}
