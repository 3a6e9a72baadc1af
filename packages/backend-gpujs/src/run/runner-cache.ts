import { NnfError, type Plan } from '@nnf/core';
import { mostMatrices } from '../plan/fusion.js';
import { matricesOf } from '../plan/pipeline-matrices.js';
import { type PlanKernels, writeKernels } from '../plan/plan-kernels.js';
import type { InputEncoding } from '../write/kernel-setting.js';
import type { BatchRunner } from './batch-runner.js';
import type { Device } from './device.js';
import { checkPipeline, mostBatches } from './limits.js';
import { longestRun, nextRun, operationsOf } from './run-length.js';

/** The most runners to keep; the least recently used one is freed first. */
const mostRunners = 24;

/** The runners of one plan for one number of rows. */
export interface RunnerSet {
  /** The next runner for the batches that are left, and how many of them it takes. */
  next(left: number): { readonly runner: BatchRunner; readonly batches: number };
}

/** Runners by plan, encodings of data, rows and batches, each compiled on first use. */
export class RunnerCache {
  readonly #device: Device;
  readonly #beforeFreeing: () => void;
  readonly #sets = new Map<string, RunnerSet>();
  readonly #runners = new Map<string, BatchRunner>();

  /** @param beforeFreeing called before a runner and the parameters in its memory are freed */
  constructor(device: Device, beforeFreeing: () => void) {
    this.#device = device;
    this.#beforeFreeing = beforeFreeing;
  }

  /** Their approximate size in bytes. */
  get bytes(): number {
    return [...this.#runners.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  }

  setFor(name: string, plan: Plan, encodings: Readonly<Record<string, InputEncoding>>, rows: number): RunnerSet {
    const key = JSON.stringify([name, encodings, rows]);
    const known = this.#sets.get(key);
    if (known) return known;
    const { mode, arithmetic, batchInMatrix, layout, inFloat64, isPassExpensive, limits } = this.#device;
    const mostColumns = limits.side.most;
    const options = { rows, encodings, arithmetic, batchInMatrix, layout, inFloat64, isPassExpensive, mostColumns };
    const kernels = writeKernels(plan, options);
    checkMatrices(kernels, this.#device);
    const matrices = matricesOf(plan, kernels, encodings, rows);
    checkPipeline(matrices, rows, mode, limits);
    const numbers = matrices.reduce((sum, { rows: height, columns, grows }) => sum + (grows ? height * columns : 0), 0);
    const passes = kernels.kernels.length + kernels.updates.length + kernels.collections.length + 1;
    const operations = operationsOf(plan, rows);
    const longest = Math.min(longestRun(mode, operations, passes, numbers), mostBatches(matrices, limits));
    const set = {
      next: (left: number) => {
        const { batches, room } = nextRun(left, longest, layout === 'fours');
        const make = () => this.#device.runner(kernels, rows, room, operations);
        return { runner: this.#runner(`${key} ${room}`, make), batches };
      },
    };
    this.#sets.set(key, set);
    return set;
  }

  dispose(): void {
    for (const [, runner] of this.#runners) runner.destroy();
    this.#runners.clear();
    this.#sets.clear();
  }

  #runner(key: string, make: () => BatchRunner): BatchRunner {
    const known = this.#runners.get(key);
    // The map is in order of use, the most recent last.
    if (known) this.#runners.delete(key);
    const runner = known ?? make();
    this.#runners.set(key, runner);
    if (this.#runners.size > mostRunners) {
      const [oldest, unused] = this.#runners.entries().next().value!;
      this.#runners.delete(oldest);
      this.#beforeFreeing();
      unused.destroy();
    }
    return runner;
  }
}

function checkMatrices({ kernels, updates, collections }: PlanKernels, { mode, limits: { matrices } }: Device): void {
  const gathering = collections.map(({ outputs, next }) => ({
    label: `what gathers ${outputs.map(({ name }) => name).join(', ')}`,
    arguments: next.arguments,
  }));
  for (const { label, arguments: read } of [...kernels, ...updates, ...gathering]) {
    // The batch's number is one only where there is no limit.
    const count = read.filter(({ kind }) => kind !== 'batch').length;
    if (count <= matrices.most) continue;
    throw new NnfError(
      'GPU_LIMIT',
      `gpu: ${label} reads ${count} matrices at once, and a kernel in ${mode} may read ${matrices.most} ` +
        `(${matrices.name}); compute it in parts of at most ${mostMatrices} operands, or use @nnf/backend-cpu`,
    );
  }
}
