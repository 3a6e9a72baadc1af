import { type LoadedData, type Matrix, NnfError, type Plan, type Program, type Run, type RunOutputs } from '@nnf/core';
import { CompiledPlan } from './compiled-plan.js';
import { Pace } from './pace.js';
import type { Step, Storage } from './step.js';

/** Plans that are interpreted: see `reference`. */
export class ReferenceProgram implements Program {
  readonly dataType = 'float64';
  readonly executes = 'float64 interpreter';
  readonly #parameters = new Map<string, Storage>();
  readonly #plans: ReadonlyMap<string, CompiledPlan>;
  #disposed = false;

  constructor(plans: Readonly<Record<string, Plan>>) {
    this.#plans = new Map(Object.entries(plans).map(([name, plan]) => [name, new CompiledPlan(plan, this.#parameters)]));
  }

  get bytes(): number {
    const plans = [...this.#plans.values()].map((plan) => plan.bytes);
    const parameters = [...this.#parameters.values()].map(({ values }) => values.byteLength);
    return [...plans, ...parameters].reduce((sum, bytes) => sum + bytes, 0);
  }

  load(matrices: Readonly<Record<string, Matrix>>): LoadedData {
    this.#checkUsable();
    const rows = new Set(Object.values(matrices).map((matrix) => matrix.rows));
    if (rows.size !== 1) {
      throw new NnfError('DATA_SHAPE', `data to load must have one number of rows, not ${[...rows].join(' and ') || 'none'}`);
    }
    return new ReferenceData([...rows][0]!, matrices);
  }

  async run({ plan: name, data, order, from, to, batchSize, scalars, signal }: Run): Promise<RunOutputs> {
    this.#checkUsable();
    const compiled = this.#plans.get(name);
    if (!compiled) throw new NnfError('UNKNOWN_NAME', `there is no plan '${name}'; there are ${[...this.#plans.keys()].join(', ')}`);
    const { matrices } = data as ReferenceData;
    const outputs = new Collector(compiled, to - from);
    const pace = new Pace();
    const breathe = async (): Promise<void> => {
      await pace.breathe();
      this.#checkUsable();
    };
    for (let start = from, batch = 0; start < to; start += batchSize, batch++) {
      const rows = Math.min(batchSize, to - start);
      compiled.begin(rows);
      compiled.setScalars(scalars, batch);
      for (const step of [loadStep(compiled, matrices, start, rows, order), ...compiled.steps]) {
        for (let piece = 0; piece < step.extent(); ) {
          const next = Math.min(step.extent(), piece + pace.piecesOf(step.cost));
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

  dispose(): void {
    this.#disposed = true;
    this.#parameters.clear();
  }

  #parameter(name: string): Storage {
    this.#checkUsable();
    const storage = this.#parameters.get(name);
    if (storage) return storage;
    throw new NnfError('UNKNOWN_NAME', `there is no parameter '${name}'; there are ${[...this.#parameters.keys()].join(', ')}`);
  }

  #checkUsable(): void {
    if (this.#disposed) throw new NnfError('DISPOSED', 'the program was disposed of; compile a new one');
  }
}

/** Data stays as it came: rows are converted as batches need them. */
class ReferenceData implements LoadedData {
  constructor(
    readonly rows: number,
    public matrices: Readonly<Record<string, Matrix>>,
  ) {}

  dispose(): void {
    this.matrices = {};
  }
}

/** Taking the batch's rows from the data, as a step among others. */
function loadStep(
  compiled: CompiledPlan,
  matrices: Readonly<Record<string, Matrix>>,
  start: number,
  rows: number,
  order: Uint32Array | undefined,
): Step {
  return {
    extent: () => rows,
    cost: compiled.inputColumns,
    execute: (from, to) => {
      for (let row = from; row < to; row++) compiled.loadRow(matrices, order ? order[start + row]! : start + row, row);
    },
  };
}

/** A run's outputs: batch after batch where rows are the batch, the last value elsewhere. */
class Collector {
  readonly values: Record<string, Float64Array> = {};

  constructor(
    private readonly compiled: CompiledPlan,
    rows: number,
  ) {
    for (const [name, index] of Object.entries(compiled.plan.outputs)) {
      const [height, width] = compiled.plan.nodes[index]!.shape;
      this.values[name] = new Float64Array((height === 'batch' ? rows : height) * width);
    }
  }

  collect(row: number): void {
    for (const [name, target] of Object.entries(this.values)) {
      const { shape, values } = this.compiled.output(name);
      target.set(values, shape[0] === 'batch' ? row * shape[1] : 0);
    }
  }
}
