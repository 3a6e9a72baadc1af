import {
  breathe,
  Disposing,
  type LoadedData,
  type Matrix,
  NnfError,
  type Plan,
  type Program,
  type RunOutputs,
  type RunRequest,
  scalarsOf,
} from '@nnf/core';
import { isEmpty, type PlanKernels } from './plan/plan-kernels.js';
import type { BatchResults } from './run/batch-runner.js';
import type { Device } from './run/device.js';
import { GpuData } from './run/loaded-data.js';
import { ParameterStore } from './run/parameter-store.js';
import { RunnerCache } from './run/runner-cache.js';

/** After how many milliseconds the event loop gets its turn. */
const longestBreathless = 10;

/** Compiled plans on a device: see `gpu`. Parameters are kept here, too: what was last read back outlives the device. */
export class GpuProgram extends Disposing implements Program {
  readonly dataType = 'float32';
  readonly #device: Device;
  readonly #parameters: ParameterStore;
  readonly #runners: RunnerCache;
  readonly #plans: Readonly<Record<string, Plan>>;
  readonly #loaded = new WeakSet<LoadedData>();
  readonly #running = new Set<string>();
  #disposed = false;

  constructor(plans: Readonly<Record<string, Plan>>, device: Device) {
    super();
    this.#plans = plans;
    this.#device = device;
    this.#parameters = new ParameterStore(Object.values(plans), () => device.checkThere());
    this.#runners = new RunnerCache(device, () => this.#parameters.bringBack());
  }

  get executes(): string {
    return this.#device.executes;
  }

  get bytes(): number {
    return this.#parameters.bytes + this.#runners.bytes;
  }

  load(matrices: Readonly<Record<string, Matrix>>): LoadedData {
    this.#checkUsable();
    const data = new GpuData(matrices);
    this.#loaded.add(data);
    return data;
  }

  async run(run: RunRequest): Promise<RunOutputs> {
    this.#checkUsable();
    const { plan: name, data } = run;
    const plan = this.#plans[name];
    if (!plan) {
      const names = Object.keys(this.#plans).join(', ');
      throw new NnfError('UNKNOWN_NAME', `there is no plan '${name}'; there are ${names}`);
    }
    if (!(data instanceof GpuData && this.#loaded.has(data)))
      throw new NnfError('WRONG_DATA', 'this data was loaded by another program; load it with this one');
    if (this.#running.has(name))
      throw new NnfError('BUSY', `the plan '${name}' is being run; wait for that run to end`);
    this.#running.add(name);
    try {
      return await this.#runBatches(plan, data, run);
    } catch (error) {
      // Whatever a run makes of a program that is gone, that is why.
      this.#checkUsable();
      if (!this.#device.isThere()) this.#parameters.forget();
      throw error;
    } finally {
      this.#running.delete(name);
    }
  }

  read(parameter: string): Float32Array {
    this.#checkUsable();
    return this.#parameters.get(parameter).values.slice();
  }

  write(parameter: string, values: ArrayLike<number>): void {
    this.#checkUsable();
    this.#parameters.write(parameter, values);
  }

  keep(): string | undefined {
    this.#checkUsable();
    return this.#parameters.keep();
  }

  restore(): void {
    this.#checkUsable();
    this.#parameters.restore();
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#runners.dispose();
    this.#device.dispose();
  }

  async #runBatches(plan: Plan, data: GpuData, run: RunRequest): Promise<RunOutputs> {
    const { plan: name, order, from, to, batchSize, scalars, signal } = run;
    const forms = formsOf(plan, data);
    const outputs = new RunCollector(plan, to - from);
    const width = scalarsOf(plan).length;
    signal?.throwIfAborted();
    let since = performance.now();
    for (let start = from, batch = 0; start < to; ) {
      const rows = Math.min(batchSize, to - start);
      const whole = Math.floor((to - start) / rows);
      const { runner, batches } = this.#runners.setFor(name, plan, forms, rows).next(whole);
      const end = start + batches * rows;
      const inputs = {
        parameters: this.#parameters,
        rowsOf: gathering(data, order, start, end),
        scalars: Float32Array.from(scalars.subarray(batch * width, (batch + batches) * width)),
        batches,
      };
      const results = isEmpty(runner.kernels) ? undefined : await this.#device.run(runner, inputs);
      this.#checkUsable();
      if (results) outputs.collect(runner.kernels, results, start - from);
      start = end;
      batch += batches;
      if (performance.now() - since > longestBreathless) {
        await breathe();
        this.#checkUsable();
        since = performance.now();
      }
      if (start < to) signal?.throwIfAborted();
    }
    return outputs.values;
  }

  #checkUsable(): void {
    if (this.#disposed) throw new NnfError('DISPOSED', 'the program was disposed of; compile a new one');
  }
}

function gathering(data: GpuData, order: Uint32Array | undefined, from: number, to: number) {
  return (input: string) => data.gather(input, order, from, to);
}

/** In which form the matrices that a plan reads go to the device. */
function formsOf(plan: Plan, data: GpuData) {
  return Object.fromEntries(
    plan.nodes.flatMap((node) =>
      node.operation === 'input' ? [[node.name, data.formOf(node.name, node.shape[1])] as const] : [],
    ),
  );
}

/** A run's outputs: batch after batch where rows are the batch, the last value elsewhere. */
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

  /** Takes a runner's results; `row` is the place of its first row in the run. */
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
