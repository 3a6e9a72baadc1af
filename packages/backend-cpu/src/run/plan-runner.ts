import type { Plan, RunOutputs, RunRequest, UpdateTurn } from '@nnf/core';
import { type CompiledPlan, costOfBatch } from '../compile/compiled-plan.js';
import { ModuleCache } from '../compile/module-cache.js';
import type { CpuData } from '../data/loaded-data.js';
import { type Buffer, strideOf } from '../memory/buffer.js';
import type { Heap } from '../memory/heap.js';
import { ReusedBlock } from '../memory/reused-block.js';
import { readMatrix } from '../memory/stored-numbers.js';
import { Pace } from './pace.js';
import { type BatchTables, runInPieces } from './run-in-pieces.js';

/** A batch of more vector operations runs in pieces of its kernels. */
const longestBatch = 4_000_000;

/**
 * A run of up to this many vector operations is done synchronously. It takes a few milliseconds, even before the engine
 * has optimized the code.
 */
const shortRun = 100_000;

/** An output of a plan, and the block for a run's values of it. */
interface PlanOutput extends Pick<Buffer, 'shape' | 'stride'> {
  readonly name: string;
  readonly block: ReusedBlock;
}

/**
 * Runs a plan: writes a run's inputs into memory, calls the plan's modules, and reads the outputs. All runs use the
 * same memory, so one run must end before the next begins.
 */
export class PlanRunner {
  readonly #modules: ModuleCache;
  readonly #outputs: readonly PlanOutput[];
  /** Bytes of the scalars that the plan reads in a batch. */
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

  /** @param checkUsable throws if the program has been disposed */
  async run(data: CpuData, request: RunRequest, turn: UpdateTurn, checkUsable: () => void): Promise<RunOutputs> {
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
    if (cost > longestBatch) await runInPieces(compiled, request, tables, turn, pace, mayGoOn);
    else {
      const batches = Math.ceil((to - from) / batchSize);
      for (let batch = 0; batch < batches; ) {
        const count = Math.min(batches - batch, pace.unitsOf(cost));
        const waiting = turn.begin();
        if (waiting) await waiting;
        const isDue = pace.spend(cost * count, () => compiled.run(count));
        turn.end(count);
        if (isDue) await pace.breathe();
        batch += count;
        // A run whose batches are all done is not aborted any more.
        if (isDue && batch < batches) mayGoOn();
      }
    }
    checkUsable();
    return this.#collect(to - from);
  }

  /**
   * Runs synchronously if the module is compiled and the run takes a few milliseconds at most. Otherwise returns
   * undefined.
   */
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

  /** Sets the module's variables for a run, and takes memory for its outputs. */
  #begin(
    compiled: CompiledPlan,
    data: CpuData,
    { plan, order, from, to, batchSize, scalars }: RunRequest,
  ): BatchTables {
    const { heap } = this;
    const { bytes } = heap.lanes;
    let scalarAddress = 0;
    if (scalars.length > 0) {
      scalarAddress = this.#scalars.atLeast(scalars.length * bytes, `${plan} scalars`).address;
      heap.views.numbers.set(scalars, scalarAddress / bytes);
    }
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
