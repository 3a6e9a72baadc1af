import type { Gpu, Handle, Kernel, Pipeline } from './gpujs.js';
import type { KernelArgument } from './kernel-writer.js';
import { type Collection, collectingSource, type KernelSource, type PlanKernels } from './plan-kernels.js';

/** What a pipeline takes, in this order: values of these names. */
export interface PipelineArguments {
  readonly parameters: readonly string[];
  readonly inputs: readonly string[];
  readonly scalars: boolean;
  /** Whether the batch's number is kept in a matrix: the one it starts with is handed in. */
  readonly batch: boolean;
}

/** Where a batch's number comes from: a number that is part of the pipeline, or a matrix that a kernel counts up. */
type BatchNumber = Handle | number;

/** What one run of it gives. */
export interface BatchResults {
  /** A list for each collection: for each column the numbers of all rows. */
  readonly collections: readonly (readonly Float32Array[])[];
  /** Row by row. */
  readonly values: readonly (readonly Float32Array[])[];
  readonly parameters: readonly (readonly Float32Array[])[];
}

/** Several batches of a plan as one pipeline of gpu.js: nothing is read back between them. */
export class BatchPipeline {
  readonly arguments: PipelineArguments;
  /** The parameters that it changes, in the order of its results. */
  readonly updated: readonly string[];
  /** About how much memory it takes on the device, in bytes. */
  readonly bytes: number;
  /** Kernels that run for each batch. */
  readonly passes: number;
  readonly #plan: PlanKernels;
  readonly #pipeline: Pipeline;
  readonly #kernels: readonly Kernel[];

  constructor(
    gpu: Gpu,
    plan: PlanKernels,
    readonly rows: number,
    readonly batches: number,
    settings: Readonly<Record<string, unknown>>,
    batchInMatrix: boolean,
    threads: boolean,
  ) {
    this.#plan = plan;
    const all: readonly KernelSource[] = [...plan.kernels, ...plan.updates];
    const read = all.flatMap((kernel) => kernel.arguments);
    const namesOf = (kind: 'parameter' | 'input'): readonly string[] => [
      ...new Set(read.flatMap((argument) => (argument.kind === kind ? [argument.name] : []))),
    ];
    const readsBatch = read.some(({ kind }) => kind === 'batch') || plan.collections.length > 0;
    this.arguments = {
      parameters: namesOf('parameter'),
      inputs: namesOf('input'),
      scalars: read.some(({ kind }) => kind === 'scalars'),
      batch: batchInMatrix && readsBatch,
    };
    this.updated = plan.updates.map(({ parameter }) => parameter);
    const make = (source: string, columns: number, height: number): Kernel =>
      gpu.createKernel(source, { ...settings, output: [columns, height] });
    const kernelOf = ({ source, columns, rows: height }: KernelSource): Kernel => make(source, columns, height);
    const kernels = plan.kernels.map(kernelOf);
    const updates = plan.updates.map(kernelOf);
    const collect = plan.collections.map((collection) =>
      [true, false].map((isFirst) =>
        make(collectingSource(collection, rows, isFirst, batchInMatrix), rows * batches, collection.columns),
      ),
    );
    const next = make('function (batch) { return batch[0][0] + 1.0; }', 1, 1);
    this.#kernels = [...kernels, ...updates, ...collect.flat(), next];
    const counts = this.arguments.batch && batches > 1;
    this.passes = all.length + plan.collections.length + (counts ? 1 : 0);

    const record = (...handles: readonly Handle[]): readonly Handle[] => {
      const given = [...handles];
      const parameters = new Map(this.arguments.parameters.map((name) => [name, given.shift()!]));
      const inputs = new Map(this.arguments.inputs.map((name) => [name, given.shift()!]));
      const scalars = this.arguments.scalars ? given.shift() : undefined;
      let batch: BatchNumber = this.arguments.batch ? given.shift()! : 0;
      let collected: readonly Handle[] = [];
      let values: readonly Handle[] = [];
      for (let i = 0; i < batches; i++) {
        const results = new Map<number, Handle>();
        const resolve = (argument: KernelArgument): Handle | number => {
          const found =
            argument.kind === 'result'
              ? results.get(argument.node)
              : argument.kind === 'parameter'
                ? parameters.get(argument.name)
                : argument.kind === 'input'
                  ? inputs.get(argument.name)
                  : argument.kind === 'scalars'
                    ? scalars
                    : batch;
          if (found === undefined) throw new RangeError(`a kernel reads ${JSON.stringify(argument)} too early`);
          return found;
        };
        plan.kernels.forEach((kernel, k) => {
          results.set(kernel.node, kernels[k]!(...kernel.arguments.map(resolve)));
        });
        const before = collected;
        collected = plan.collections.map(({ outputs }, k) => {
          const sources = outputs.map(({ node }) => results.get(node)!);
          return collect[k]![i === 0 ? 0 : 1]!(batch, ...sources, ...(i === 0 ? [] : [before[k]!]));
        });
        values = plan.values.map(({ node }) => results.get(node)!);
        const changed = plan.updates.map((kernel, k) => updates[k]!(...kernel.arguments.map(resolve)));
        plan.updates.forEach(({ parameter }, k) => {
          parameters.set(parameter, changed[k]!);
        });
        if (i + 1 < batches) batch = typeof batch === 'number' ? batch + 1 : next(batch);
      }
      return [...collected, ...values, ...this.updated.map((name) => parameters.get(name)!)];
    };
    const { parameters, inputs, scalars, batch } = this.arguments;
    const count = parameters.length + inputs.length + (scalars ? 1 : 0) + (batch ? 1 : 0);
    // gpu.js makes as many handles as the function declares parameters.
    this.#pipeline = gpu.createPipeline(Object.defineProperty(record, 'length', { value: count }), { threads });
    const numbers = all.reduce((sum, kernel) => sum + kernel.columns * kernel.rows, 0);
    const gathered = plan.collections.reduce((sum, { columns }) => sum + columns * rows * batches, 0);
    this.bytes = 4 * (numbers + 2 * gathered);
  }

  /** Whether it gives anything: a plan without outputs and updates has nothing to run. */
  get isEmpty(): boolean {
    return this.#plan.collections.length + this.#plan.values.length + this.updated.length === 0;
  }

  /** What really ran; gpu.js knows after the first run. */
  get execution(): Pick<Pipeline, 'backend' | 'executorKind' | 'fallbackReason'> {
    return this.#pipeline;
  }

  /** The outputs of every row that it gathers. */
  get collections(): readonly Collection[] {
    return this.#plan.collections;
  }

  /** The outputs of which it gives the last batch's value. */
  get valueNames(): readonly string[] {
    return this.#plan.values.map(({ name }) => name);
  }

  /** Runs all its batches. */
  async run(values: readonly Handle[]): Promise<BatchResults> {
    const results = await this.#pipeline(...values);
    const afterCollections = this.#plan.collections.length;
    const afterValues = afterCollections + this.#plan.values.length;
    return {
      collections: results.slice(0, afterCollections),
      values: results.slice(afterCollections, afterValues),
      parameters: results.slice(afterValues),
    };
  }

  /** Frees what it holds on the device. */
  destroy(): void {
    this.#pipeline.destroy();
    for (const kernel of this.#kernels) kernel.destroy();
  }
}
