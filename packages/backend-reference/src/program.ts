import {
  Disposing,
  type LoadedData,
  type Matrix,
  NnfError,
  type Plan,
  type Program,
  type RunOutputs,
  type RunRequest,
} from '@nnf/core';
import { CompiledPlan } from './compiled-plan.js';
import { Pace } from './pace.js';
import type { Storage } from './step.js';

/** Plans that are interpreted: see `reference`. */
export class ReferenceProgram extends Disposing implements Program {
  readonly dataType = 'float64';
  readonly executes = 'float64 interpreter';
  readonly #parameters = new Map<string, Storage>();
  readonly #kept = new Map<string, Float64Array>();
  readonly #plans: ReadonlyMap<string, CompiledPlan>;
  readonly #loaded = new WeakSet<LoadedData>();
  /** A plan's results have one place, so that one run ends before the next begins. */
  readonly #running = new Set<string>();
  #disposed = false;

  constructor(plans: Readonly<Record<string, Plan>>) {
    super();
    this.#plans = new Map(
      Object.entries(plans).map(([name, plan]) => [name, new CompiledPlan(plan, this.#parameters)]),
    );
  }

  get bytes(): number {
    const plans = [...this.#plans.values()].map((plan) => plan.bytes);
    const parameters = [...this.#parameters.values()].map(({ values }) => values.byteLength);
    const kept = [...this.#kept.values()].map((values) => values.byteLength);
    return [...plans, ...parameters, ...kept].reduce((sum, bytes) => sum + bytes, 0);
  }

  load(matrices: Readonly<Record<string, Matrix>>): LoadedData {
    this.#checkUsable();
    const rows = new Set(Object.values(matrices).map((matrix) => matrix.rows));
    if (rows.size !== 1) {
      throw new NnfError(
        'DATA_SHAPE',
        `data to load must have one number of rows, not ${[...rows].join(' and ') || 'none'}`,
      );
    }
    const data = new ReferenceData([...rows][0]!, matrices);
    this.#loaded.add(data);
    return data;
  }

  async run(run: RunRequest): Promise<RunOutputs> {
    this.#checkUsable();
    const { plan: name } = run;
    const compiled = this.#plans.get(name);
    if (!compiled)
      throw new NnfError('UNKNOWN_NAME', `there is no plan '${name}'; there are ${[...this.#plans.keys()].join(', ')}`);
    const { data } = run;
    if (!(data instanceof ReferenceData && this.#loaded.has(data)))
      throw new NnfError('WRONG_DATA', 'this data was loaded by another program; load it with this one');
    if (this.#running.has(name)) {
      throw new NnfError('BUSY', `the plan '${name}' is being run; wait for that run to end`);
    }
    this.#running.add(name);
    try {
      return await this.#runBatches(compiled, run, data);
    } finally {
      this.#running.delete(name);
    }
  }

  async #runBatches(
    compiled: CompiledPlan,
    { order, from, to, batchSize, scalars, signal }: RunRequest,
    { matrices }: ReferenceData,
  ): Promise<RunOutputs> {
    const outputs = new Collector(compiled, to - from);
    const steps = [compiled.loading(matrices, order), ...compiled.steps];
    const pace = new Pace();
    const breathe = async (): Promise<void> => {
      await pace.breathe();
      this.#checkUsable();
    };
    for (let start = from, batch = 0; start < to; start += batchSize, batch++) {
      signal?.throwIfAborted();
      const rows = Math.min(batchSize, to - start);
      compiled.begin(start, rows);
      compiled.setScalars(scalars, batch);
      for (const step of steps) {
        const extent = step.extent();
        for (let piece = 0; piece < extent; ) {
          const next = Math.min(extent, piece + pace.piecesOf(step.cost));
          step.execute(piece, next);
          if (pace.did((next - piece) * step.cost)) {
            await breathe();
            signal?.throwIfAborted();
          }
          piece = next;
        }
      }
      outputs.collect(start - from);
      for (const update of compiled.updates) {
        update.execute(0, update.extent());
        if (pace.did(update.extent() * update.cost)) await breathe();
      }
    }
    return outputs.values;
  }

  read(parameter: string): Float64Array {
    return this.#parameter(parameter).values.slice();
  }

  write(parameter: string, values: ArrayLike<number>): void {
    const { values: target } = this.#parameter(parameter);
    if (values.length !== target.length) {
      throw new NnfError('SHAPE_MISMATCH', `${parameter} takes ${target.length} numbers, got ${values.length}`);
    }
    target.set(values);
  }

  keep(): string | undefined {
    this.#checkUsable();
    for (const [name, { values }] of this.#parameters) if (!values.every(Number.isFinite)) return name;
    for (const [name, { values }] of this.#parameters) {
      const kept = this.#kept.get(name) ?? new Float64Array(values.length);
      this.#kept.set(name, kept);
      kept.set(values);
    }
    return undefined;
  }

  restore(): void {
    this.#checkUsable();
    for (const [name, kept] of this.#kept) this.#parameter(name).values.set(kept);
  }

  dispose(): void {
    this.#disposed = true;
    this.#kept.clear();
    this.#parameters.clear();
  }

  #parameter(name: string): Storage {
    this.#checkUsable();
    const storage = this.#parameters.get(name);
    if (storage) return storage;
    throw new NnfError(
      'UNKNOWN_NAME',
      `there is no parameter '${name}'; there are ${[...this.#parameters.keys()].join(', ')}`,
    );
  }

  #checkUsable(): void {
    if (this.#disposed) throw new NnfError('DISPOSED', 'the program was disposed of; compile a new one');
  }
}

/** Data stays as it came: rows are converted as batches need them. */
class ReferenceData extends Disposing implements LoadedData {
  constructor(
    readonly rows: number,
    public matrices: Readonly<Record<string, Matrix>>,
  ) {
    super();
  }

  dispose(): void {
    this.matrices = {};
  }
}

/** A run's outputs: batch after batch where rows are the batch, the last value elsewhere. */
class Collector {
  readonly values: Record<string, Float64Array> = {};
  readonly #outputs: readonly { readonly storage: Storage; readonly target: Float64Array }[];

  constructor(compiled: CompiledPlan, rows: number) {
    this.#outputs = compiled.outputs.map(([name, storage]) => {
      const target = new Float64Array((storage.shape[0] === 'batch' ? rows : storage.rows()) * storage.columns);
      this.values[name] = target;
      return { storage, target };
    });
  }

  /** Takes a batch's values; `row` is the place of its first row in the run. */
  collect(row: number): void {
    for (const { storage, target } of this.#outputs) {
      const { shape, columns, values } = storage;
      const start = shape[0] === 'batch' ? row * columns : 0;
      const length = storage.rows() * columns;
      for (let i = 0; i < length; i++) target[start + i] = values[i]!;
    }
  }
}
