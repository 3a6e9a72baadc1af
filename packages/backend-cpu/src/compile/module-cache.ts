import type { InputNode, Plan } from '@nnf/core';
import type { CpuData } from '../data/loaded-data.js';
import type { InputEncoding } from '../kernels/input-encoding.js';
import type { Buffer } from '../memory/buffer.js';
import type { Heap } from '../memory/heap.js';
import { type CompiledPlan, compilePlan } from './compiled-plan.js';

/** Few rows use other kernels than many: a small batch gets a module for the next larger of these row counts. */
const smallCapacities = [1, 4, 15] as const;
/** The most modules that are kept for one plan. */
const mostModules = 8;

/**
 * The modules of a plan: one for each combination of data encoding and batch size, compiled when first needed. A run's
 * module depends on that run alone, so its bits do not depend on earlier runs.
 */
export class ModuleCache {
  readonly inputs: readonly InputNode[];
  /** The most recently used one is last. */
  readonly #modules: CompiledPlan[] = [];

  constructor(
    private readonly plan: Plan,
    private readonly heap: Heap,
    private readonly parameters: ReadonlyMap<string, Buffer>,
  ) {
    this.inputs = plan.nodes.filter((node) => node.operation === 'input');
  }

  /**
   * Returns the module for this data and batches of this many rows, if there is one.
   *
   * @throws NnfError `DATA_SHAPE` if the data does not match what the plan reads
   */
  find(data: CpuData, rows: number): CompiledPlan | undefined {
    const modules = this.#modules;
    for (let i = modules.length - 1; i >= 0; i--) {
      const module = modules[i]!;
      if (!hasRoom(module, rows) || !this.#isFor(module, data)) continue;
      if (i < modules.length - 1) modules.push(...modules.splice(i, 1));
      return module;
    }
    return undefined;
  }

  /**
   * Compiles the module for this data and batches of this many rows. It replaces a smaller module, or the least
   * recently used one if the cache is full.
   *
   * @throws NnfError `DATA_SHAPE` if the data does not match what the plan reads, `MEMORY_LIMIT` if the memory has no
   * room for the batch
   */
  async compile(data: CpuData, rows: number): Promise<CompiledPlan> {
    const capacity = capacityFor(rows);
    const encodings: Record<string, InputEncoding> = {};
    for (const { name, shape } of this.inputs) encodings[name] = data.input(name, shape[1]).encoding;
    const smaller = this.#modules.findIndex((module) => isLarge(module.capacity, rows) && this.#isFor(module, data));
    if (smaller >= 0) this.#drop(smaller);
    else if (this.#modules.length >= mostModules) this.#drop(0);
    const module = await compilePlan(this.plan, capacity, encodings, this.heap, this.parameters);
    this.#modules.push(module);
    return module;
  }

  #drop(index: number): void {
    const [dropped] = this.#modules.splice(index, 1);
    if (dropped) this.heap.give(dropped.arena);
  }

  #isFor({ encodings }: CompiledPlan, data: CpuData): boolean {
    return this.inputs.every(({ name, shape }) => data.input(name, shape[1]).encoding === encodings[name]);
  }
}

function capacityFor(rows: number): number {
  return smallCapacities.find((capacity) => rows <= capacity) ?? rows;
}

function hasRoom({ capacity }: CompiledPlan, rows: number): boolean {
  return capacity === capacityFor(rows) || (capacity > rows && isLarge(capacity, rows));
}

/** Whether both are above the small capacities. */
function isLarge(capacity: number, rows: number): boolean {
  return Math.min(capacity, rows) > smallCapacities.at(-1)!;
}
