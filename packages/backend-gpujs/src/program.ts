import {
  Breather,
  copyMatrices,
  KeepingProgram,
  type Matrix,
  type Plan,
  type RunOutputs,
  type RunRequest,
  scalarsOf,
  type UpdateTurn,
} from '@nnf/core';
import { mostOperations } from './plan/fusion.js';
import { isEmpty, type PlanKernels } from './plan/plan-kernels.js';
import { splitExpressions } from './plan/split-expressions.js';
import type { BatchResults } from './run/batch-runner.js';
import type { Device } from './run/device.js';
import { checkParameters } from './run/limits.js';
import { GpuData } from './run/loaded-data.js';
import { ParameterStore, type StoredParameter } from './run/parameter-store.js';
import { RunnerCache } from './run/runner-cache.js';
import type { InputEncoding } from './write/kernel-setting.js';

/** Compiled plans on a device: see `gpu`. Parameters that were read back are also stored here, and outlive the device. */
export class GpuProgram extends KeepingProgram<Plan, GpuData, StoredParameter> {
  readonly dataType = 'float32';
  protected readonly parameters: ReadonlyMap<string, StoredParameter>;
  readonly #device: Device;
  readonly #store: ParameterStore;
  readonly #runners: RunnerCache;

  constructor(device: Device) {
    super();
    this.#device = device;
    this.#store = new ParameterStore(() => device.checkThere());
    this.parameters = this.#store.stored;
    this.#runners = new RunnerCache(device, () => this.#store.readBack());
  }

  get executes(): string {
    return this.#device.executes;
  }

  get bytes(): number {
    return this.#store.bytes + this.keptBytes + this.#runners.bytes;
  }

  /** The plan with its large expressions split. Its kernels are made for the data that it first runs on. */
  protected compilePlan(plan: Plan): Plan {
    checkParameters(plan, this.#device.mode, this.#device.limits);
    this.#store.add(plan);
    return splitExpressions(plan, mostOperations);
  }

  protected loadMatrices(matrices: Readonly<Record<string, Matrix>>, rows: number): GpuData {
    return new GpuData(rows, copyMatrices(matrices));
  }

  protected readParameter(_: StoredParameter, name: string): Float32Array {
    return this.#store.get(name).values.slice();
  }

  protected writeParameter(_: StoredParameter, values: ArrayLike<number>, name: string): void {
    this.#store.write(name, values);
  }

  protected free(): void {
    this.#runners.dispose();
    this.#store.clear();
    this.#device.dispose();
  }

  protected async runBatches(plan: Plan, data: GpuData, run: RunRequest, turn: UpdateTurn): Promise<RunOutputs> {
    try {
      return await this.#runAll(plan, data, run, turn);
    } catch (error) {
      if (!this.#device.isThere()) this.#store.forget();
      throw error;
    }
  }

  async #runAll(plan: Plan, data: GpuData, run: RunRequest, turn: UpdateTurn): Promise<RunOutputs> {
    const { plan: name, order, from, to, batchSize, scalars, signal } = run;
    const encodings = encodingsOf(plan, data);
    const outputs = new RunCollector(plan, to - from);
    const width = scalarsOf(plan).length;
    signal?.throwIfAborted();
    const breather = new Breather();
    for (let start = from, batch = 0; start < to; ) {
      const rows = Math.min(batchSize, to - start);
      const whole = Math.floor((to - start) / rows);
      const { runner, batches } = this.#runners.setFor(name, plan, encodings, rows).next(whole);
      const end = start + batches * rows;
      const inputs = {
        parameters: this.#store,
        rowsOf: gathering(data, order, start, end),
        scalars: Float32Array.from(scalars.subarray(batch * width, (batch + batches) * width)),
        batches,
      };
      await turn.begin();
      const results = isEmpty(runner.kernels) ? undefined : await this.#device.run(runner, inputs);
      this.checkUsable();
      turn.end(batches);
      if (results) outputs.collect(runner.kernels, results, start - from);
      start = end;
      batch += batches;
      if (breather.isDue()) {
        await breather.breathe();
        this.checkUsable();
      }
      if (start < to) signal?.throwIfAborted();
    }
    return outputs.values;
  }
}

function gathering(data: GpuData, order: Uint32Array | undefined, from: number, to: number) {
  return (input: string) => data.gather(input, order, from, to);
}

/** The encodings of the inputs that a plan reads, by name. */
function encodingsOf(plan: Plan, data: GpuData): Readonly<Record<string, InputEncoding>> {
  const inputs = plan.nodes.filter((node) => node.operation === 'input');
  return Object.fromEntries(inputs.map(({ name, shape }) => [name, data.encodingOf(name, shape[1])]));
}

/** Collects a run's outputs: of `[batch, …]` outputs all rows, of others the last batch's value. */
class RunCollector {
  readonly values: Record<string, Float32Array> = {};
  readonly #columns: Readonly<Record<string, number>>;

  constructor({ nodes, outputs }: Plan, rows: number) {
    const shapes = Object.entries(outputs).map(([name, index]) => [name, nodes[index]!.shape] as const);
    this.#columns = Object.fromEntries(shapes.map(([name, shape]) => [name, shape[1]]));
    for (const [name, [height, columns]] of shapes) {
      this.values[name] = new Float32Array((height === 'batch' ? rows : height) * columns);
    }
  }

  /** Copies a runner's results; `row` is the position of its first row in the run. */
  collect({ collections, values }: PlanKernels, results: BatchResults, row: number): void {
    collections.forEach(({ outputs }, i) => {
      let next = 0;
      for (const { name, columns } of outputs) {
        const target = this.values[name]!;
        for (let column = 0; column < columns; column++, next++) {
          const source = results.collections[i]![next]!;
          for (let r = 0; r < source.length; r++) target[(row + r) * columns + column] = source[r]!;
        }
      }
    });
    values.forEach(({ name }, i) => {
      const columns = this.#columns[name]!;
      results.values[i]!.forEach((numbers, r) => {
        this.values[name]!.set(numbers, r * columns);
      });
    });
  }
}
