import {
  copyMatrices,
  KeepingProgram,
  LoadedInputs,
  type Matrix,
  type Plan,
  type RunOutputs,
  type RunRequest,
  type UpdateTurn,
} from '@nnf/core';
import { CompiledPlan } from './compiled-plan.js';
import { Pace } from './pace.js';
import type { Storage } from './step.js';

/** Interprets plans: see `reference`. */
export class ReferenceProgram extends KeepingProgram<CompiledPlan, LoadedInputs, Storage> {
  readonly dataType = 'float64';
  readonly executes = 'float64 interpreter';
  protected readonly parameters = new Map<string, Storage>();

  get bytes(): number {
    const plans = [...this.plans.values()].map((plan) => plan.bytes);
    const parameters = [...this.parameters.values()].map(({ values }) => values.byteLength);
    return [...plans, ...parameters].reduce((sum, bytes) => sum + bytes, this.keptBytes);
  }

  protected compilePlan(plan: Plan): CompiledPlan {
    return new CompiledPlan(plan, this.parameters);
  }

  /** Copies stay in the type they were given in; a batch's rows are converted when it is computed. */
  protected loadMatrices(matrices: Readonly<Record<string, Matrix>>, rows: number): LoadedInputs {
    return new LoadedInputs(rows, copyMatrices(matrices));
  }

  protected async runBatches(
    compiled: CompiledPlan,
    data: LoadedInputs,
    { order, from, to, batchSize, scalars, signal }: RunRequest,
    turn: UpdateTurn,
  ): Promise<RunOutputs> {
    const outputs = new Collector(compiled, to - from);
    const steps = [compiled.loading(data, order), ...compiled.steps];
    const pace = new Pace();
    const breathe = async (): Promise<void> => {
      await pace.breathe();
      this.checkUsable();
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
      const updating = turn.update(updatesOf(compiled, pace), breathe);
      if (updating) await updating;
    }
    return outputs.values;
  }

  protected readParameter({ values }: Storage): Float64Array {
    return values.slice();
  }

  protected writeParameter({ values: target }: Storage, values: ArrayLike<number>): void {
    target.set(values);
  }

  protected free(): void {
    this.parameters.clear();
  }
}

/** Performs the updates of a batch, and stops whenever it is time to breathe. */
function* updatesOf({ updates }: CompiledPlan, pace: Pace): Generator<void> {
  for (const update of updates) {
    update.execute(0, update.extent());
    if (pace.did(update.extent() * update.cost)) yield;
  }
}

/** Collects a run's outputs: of `[batch, …]` outputs all rows, of others the last batch's value. */
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

  /** Copies a batch's values; `row` is the position of its first row in the run. */
  collect(row: number): void {
    for (const { storage, target } of this.#outputs) {
      const { shape, columns, values } = storage;
      const start = shape[0] === 'batch' ? row * columns : 0;
      const length = storage.rows() * columns;
      for (let i = 0; i < length; i++) target[start + i] = values[i]!;
    }
  }
}
