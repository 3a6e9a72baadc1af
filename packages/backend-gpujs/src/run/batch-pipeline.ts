import { type KernelNeeds, needsOf } from '../plan/kernel-needs.js';
import { bytesOf, type PlanKernels } from '../plan/plan-kernels.js';
import { BatchKernels, type BatchState } from './batch-kernels.js';
import type { BatchInputs, BatchResults, BatchRunner } from './batch-runner.js';
import type { Gpu, Handle, Kernel, Pipeline } from './gpujs.js';

/** Options of a pipeline. */
export interface PipelineOptions {
  /** Rows per batch. */
  readonly rows: number;
  readonly batches: number;
  readonly batchInMatrix: boolean;
  readonly threads: boolean;
  /** Makes a matrix for gpu.js to upload. */
  readonly matrix: (values: Float32Array, columns: number) => Handle;
}

/**
 * Copies a constant of the pipeline, once per run. Without this copy, gpu.js would store the constant once for every kernel of
 * every batch that reads it.
 */
const copying = 'function (v) { return v[this.thread.y][this.thread.x]; }';

/** Runs several batches of a plan as one gpu.js pipeline. Nothing is read back between the batches. */
export class BatchPipeline implements BatchRunner {
  readonly bytes: number;
  readonly #pipeline: Pipeline;
  readonly #compiled: BatchKernels;
  /** The copying kernels, by the constants' positions in the plan. */
  readonly #copies: ReadonlyMap<number, Kernel>;
  readonly #next: Kernel;
  readonly #options: PipelineOptions;
  readonly #needs: KernelNeeds;

  constructor(
    gpu: Gpu,
    readonly kernels: PlanKernels,
    options: PipelineOptions,
  ) {
    const { rows, batches, batchInMatrix, threads, matrix } = options;
    this.#options = options;
    const make = (source: string, columns: number, height: number): Kernel =>
      gpu.createKernel(source, { output: [columns, height] });
    this.#compiled = new BatchKernels(kernels, rows * batches, 1, make);
    this.#copies = new Map(
      kernels.constants.map(({ node, columns, rows: height }) => [node, make(copying, columns, height)]),
    );
    this.#next = make('function (batch) { return batch[0][0] + 1.0; }', 1, 1);
    const needs = needsOf(kernels);
    this.#needs = needs;
    const record = (...handles: readonly Handle[]): readonly Handle[] => {
      const given = [...handles];
      const state: BatchState = {
        parameters: new Map(needs.parameters.map((name) => [name, given.shift()!])),
        inputs: new Map(needs.inputs.map((name) => [name, given.shift()!])),
        constants: new Map(
          kernels.constants.map((constant) => [
            constant.node,
            this.#copies.get(constant.node)!(matrix(constant.values, constant.columns)),
          ]),
        ),
        scalars: needs.scalars ? given.shift() : undefined,
        batch: batchInMatrix && needs.batch ? given.shift()! : 0,
        gathered: [],
        values: [],
      };
      for (let i = 0; i < batches; i++) {
        if (i > 0) state.batch = typeof state.batch === 'number' ? i : this.#next(state.batch);
        this.#compiled.run(state);
      }
      return [
        ...state.gathered,
        ...state.values,
        ...kernels.updates.map(({ parameter }) => state.parameters.get(parameter)!),
      ];
    };
    const count =
      needs.parameters.length + needs.inputs.length + Number(needs.scalars) + Number(batchInMatrix && needs.batch);
    // gpu.js makes one handle for each parameter that the function declares.
    this.#pipeline = gpu.createPipeline(Object.defineProperty(record, 'length', { value: count }), { threads });
    this.bytes = bytesOf(kernels, rows * batches, 1);
  }

  get execution(): BatchRunner['execution'] {
    return this.#pipeline;
  }

  async run({ parameters, rowsOf, scalars }: BatchInputs): Promise<BatchResults> {
    const { batches, matrix, batchInMatrix } = this.#options;
    const needs = this.#needs;
    const results = await this.#pipeline(
      ...needs.parameters.map((name) => {
        const { values, columns } = parameters.get(name);
        return matrix(values, columns);
      }),
      ...needs.inputs.map((name) => {
        const { values, columns } = rowsOf(name);
        return matrix(values, columns);
      }),
      ...(needs.scalars ? [matrix(scalars, scalars.length / batches)] : []),
      ...(batchInMatrix && needs.batch ? [matrix(new Float32Array(1), 1)] : []),
    );
    const afterCollections = this.kernels.collections.length;
    const afterValues = afterCollections + this.kernels.values.length;
    this.kernels.updates.forEach(({ parameter }, i) => {
      parameters.replace(parameter, results[afterValues + i]!);
    });
    return {
      collections: results.slice(0, afterCollections),
      values: results.slice(afterCollections, afterValues),
    };
  }

  destroy(): void {
    this.#pipeline.destroy();
    this.#compiled.destroy();
    this.#next.destroy();
    for (const copy of this.#copies.values()) copy.destroy();
  }
}
