import type { Plan, RunOutputs, RunRequest } from '@nnf/core';
import { type CompiledPlan, costOfBatch } from '../compile/compiled-plan.js';
import { ModuleCache } from '../compile/module-cache.js';
import type { CpuData } from '../data/loaded-data.js';
import { type Buffer, strideOf } from '../memory/buffer.js';
import type { Heap } from '../memory/heap.js';
import { ReusedBlock } from '../memory/reused-block.js';
import { readMatrix } from '../memory/stored-numbers.js';
import { Pace } from './pace.js';
import { type BatchTables, runInPieces } from './run-in-pieces.js';

/** Above so many vector operations, a batch is cut into pieces of its kernels. */
const longestBatch = 4_000_000;

/** Up to so many, a run is done at once: it takes a few milliseconds, even before the engine has optimized the code. */
const shortRun = 100_000;

/** An output of a plan, and where a run's values of it go. */
interface PlanOutput extends Pick<Buffer, 'shape' | 'stride'> {
  readonly name: string;
  readonly block: ReusedBlock;
}

/**
 * Runs a plan: puts what a run reads into the memory, drives the plan's modules, and collects the outputs. All runs share the
 * same places, so that one run must end before the next begins.
 */
export class PlanRunner {
  readonly #modules: ModuleCache;
  readonly #outputs: readonly PlanOutput[];
  /** How many bytes of scalars the plan reads in a batch. */
  readonly #scalarBytes: number;
  readonly #scalars: ReusedBlock;
  readonly #order: ReusedBlock;

  constructor(
    plan: Plan,
    private readonly heap: Heap,
    parameters: ReadonlyMap<string, Buffer>,
  ) {
    this.#modules = new ModuleCache(plan, heap, parameters);
    this.#outputs = Object.entries(plan.outputs).map(([name, index]) => {
      const { shape } = plan.nodes[index]!;
      return { name, shape, stride: strideOf(shape[1], heap.lanes), block: new ReusedBlock(heap) };
    });
    this.#scalarBytes = plan.nodes.filter(({ operation }) => operation === 'scalar').length * heap.lanes.bytes;
    this.#scalars = new ReusedBlock(heap);
    this.#order = new ReusedBlock(heap);
  }

  /** @param checkUsable throws if the program has been disposed of */
  async run(data: CpuData, request: RunRequest, checkUsable: () => void): Promise<RunOutputs> {
    const { from, to, batchSize, signal } = request;
    const mayGoOn = (): void => {
      checkUsable();
      signal?.throwIfAborted();
    };
    const rows = Math.min(batchSize, to - from);
    const compiled = this.#modules.find(data, rows) ?? (await this.#modules.compile(data, rows));
    mayGoOn();
    const tables = this.#begin(compiled, data, request);
    const pace = new Pace();
    const cost = costOfBatch(compiled, rows);
    if (cost > longestBatch) await runInPieces(compiled, request, tables, pace, mayGoOn);
    else {
      const batches = Math.ceil((to - from) / batchSize);
      for (let batch = 0; batch < batches; ) {
        const count = Math.min(batches - batch, pace.unitsOf(cost));
        const breathed = await pace.spend(cost * count, () => compiled.run(count));
        batch += count;
        // What is done to the end is no longer given up.
        if (breathed && batch < batches) mayGoOn();
      }
    }
    checkUsable();
    return this.#collect(to - from);
  }

  /** Runs at once what is compiled already and takes a few milliseconds at most; otherwise returns undefined. */
  runNow(data: CpuData, request: RunRequest): RunOutputs | undefined {
    const { from, to, batchSize, signal } = request;
    const rows = Math.min(batchSize, to - from);
    const compiled = this.#modules.find(data, rows);
    const batches = Math.ceil((to - from) / batchSize);
    if (!compiled || batches * costOfBatch(compiled, rows) > shortRun) return undefined;
    signal?.throwIfAborted();
    this.#begin(compiled, data, request);
    compiled.run(batches);
    return this.#collect(to - from);
  }

  /** Sets the module's variables for a run, and makes room for its outputs. */
  #begin(
    compiled: CompiledPlan,
    data: CpuData,
    { plan, order, from, to, batchSize, scalars }: RunRequest,
  ): BatchTables {
    const { heap } = this;
    const { bytes } = heap.lanes;
    const scalarAddress = this.#scalars.atLeast(scalars.length * bytes, `${plan} scalars`).address;
    heap.views.numbers.set(scalars, scalarAddress / bytes);
    let orderAddress = 0;
    if (order) {
      orderAddress = this.#order.atLeast(order.length * 4, `${plan} order`).address;
      heap.views.uint32.set(order, orderAddress / 4);
    }
    let place = compiled.addresses / 4;
    for (const { name, shape } of this.#modules.inputs) {
      heap.views.uint32[place++] = data.input(name, shape[1]).block.address;
    }
    for (const { name, shape, stride, block } of this.#outputs) {
      const rows = shape[0] === 'batch' ? to - from : shape[0];
      const { address } = block.atLeast(rows * stride, `${plan} output ${name}`);
      heap.views.uint32[place++] = address;
    }
    compiled.begin(0, from, to, batchSize, 0, orderAddress, scalarAddress);
    return { order: orderAddress, scalars: scalarAddress, scalarBytes: this.#scalarBytes };
  }

  #collect(runRows: number): RunOutputs {
    const collected: Record<string, Float32Array | Float64Array> = {};
    for (const { name, shape, stride, block } of this.#outputs) {
      const rows = shape[0] === 'batch' ? runRows : shape[0];
      const place = { address: block.address, stride };
      collected[name] = readMatrix(this.heap, place, rows, shape[1]);
    }
    return collected;
  }
}
