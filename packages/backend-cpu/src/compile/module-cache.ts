import type { InputNode, Plan } from '@nnf/core';
import type { InputEncoding } from '../kernels/input-encoding.js';
import { type Buffer, strideOf } from '../memory/buffer.js';
import type { Heap } from '../memory/heap.js';
import { ReusedBlock } from '../memory/reused-block.js';
import type { Lanes } from '../wasm/lanes.js';
import { type CompiledPlan, compilePlan } from './compiled-plan.js';
import type { CpuData } from './loaded-data.js';

/** An output of a plan, and where a run's values of it go. */
export interface PlanOutput extends Pick<Buffer, 'shape' | 'stride'> {
  readonly name: string;
  readonly block: ReusedBlock;
}

/** Few rows are computed otherwise than many: modules for up to so many rows are made for just these numbers of rows. */
const smallCapacities = [1, 4, 15] as const;
/** More modules of one plan are not kept. */
const mostModules = 8;

/**
 * A plan and the modules that were made of it, one for each form of its data and size of its batches, when it was first
 * wanted. Which of them a run gets follows from the run alone, so that its bits do not depend on what was run before.
 */
export class ModuleCache {
  readonly inputs: readonly InputNode[];
  readonly outputs: readonly PlanOutput[];
  /** How many scalars it reads in a batch. */
  readonly scalarCount: number;
  /** The places of a run's scalars and of its order, used again by the next. */
  readonly scalars: ReusedBlock;
  readonly order: ReusedBlock;
  /** The last that was used comes last. */
  readonly #modules: CompiledPlan[] = [];

  constructor(
    readonly plan: Plan,
    private readonly heap: Heap,
    private readonly lanes: Lanes,
    private readonly parameters: ReadonlyMap<string, Buffer>,
  ) {
    this.inputs = plan.nodes.filter((node) => node.operation === 'input');
    this.outputs = Object.entries(plan.outputs).map(([name, index]) => {
      const { shape } = plan.nodes[index]!;
      return { name, shape, stride: strideOf(shape[1], lanes), block: new ReusedBlock(heap) };
    });
    this.scalarCount = plan.nodes.filter(({ operation }) => operation === 'scalar').length;
    this.scalars = new ReusedBlock(heap);
    this.order = new ReusedBlock(heap);
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

  /** Makes the module for such data and batches, in place of a smaller one or of the one that was not used for longest. */
  async compile(data: CpuData, rows: number): Promise<CompiledPlan> {
    const capacity = capacityFor(rows);
    const forms = this.inputs.map(({ name, shape }): InputEncoding => data.input(name, shape[1]).form);
    const smaller = this.#modules.findIndex((module) => isLarge(module.capacity, rows) && this.#isFor(module, data));
    if (smaller >= 0) this.#drop(smaller);
    else if (this.#modules.length >= mostModules) this.#drop(0);
    const module = await compilePlan(this.plan, capacity, forms, this.lanes, this.heap, this.parameters);
    this.#modules.push(module);
    return module;
  }

  #drop(index: number): void {
    const [dropped] = this.#modules.splice(index, 1);
    if (dropped) this.heap.give(dropped.arena);
  }

  #isFor({ forms }: CompiledPlan, data: CpuData): boolean {
    return this.inputs.every(({ name, shape }, i) => data.input(name, shape[1]).form === forms[i]);
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
