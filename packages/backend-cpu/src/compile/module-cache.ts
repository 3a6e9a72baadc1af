import type { InputNode, Plan } from '@nnf/core';
import type { CpuData } from '../data/loaded-data.js';
import type { InputEncoding } from '../kernels/input-encoding.js';
import type { Buffer } from '../memory/buffer.js';
import type { Heap } from '../memory/heap.js';
import { type CompiledPlan, compilePlan } from './compiled-plan.js';

/** Few rows are computed by other kernels than many: small batches get a module for the next of these numbers of rows. */
const smallCapacities = [1, 4, 15] as const;
/** More modules of one plan are not kept. */
const mostModules = 8;

/**
 * The modules of a plan: one for each encoding of its data and size of its batches, compiled when it is first needed. Which of them
 * a run gets depends on that run alone, so its bits do not depend on earlier runs.
 */
export class ModuleCache {
  readonly inputs: readonly InputNode[];
  /** The last that was used comes last. */
  readonly #modules: CompiledPlan[] = [];

  constructor(
    private readonly plan: Plan,
    private readonly heap: Heap,
    private readonly parameters: ReadonlyMap<string, Buffer>,
  ) {
    this.inputs = plan.nodes.filter((node) => node.operation === 'input');
  }

  /**
   * The module for such data and batches of so many rows, if there is one.
   *
   * @throws NnfError `DATA_SHAPE` where the data is not what the plan reads
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
   * Makes the module for such data and batches, in place of a smaller one or of the one that was not used for longest.
   *
   * @throws NnfError `DATA_SHAPE` where the data is not what the plan reads, `MEMORY_LIMIT` where the batch has no room
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
