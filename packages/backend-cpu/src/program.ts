import { CheckedProgram, type Matrix, type Plan, type Program, type RunOutputs, type RunRequest } from '@nnf/core';
import { type CompiledPlan, costOfBatch } from './compile/compiled-plan.js';
import { type CpuData, loadData } from './compile/loaded-data.js';
import { ModuleCache } from './compile/module-cache.js';
import { pieceCost } from './kernels/kernel.js';
import { type Buffer, bytesOf, strideOf } from './memory/buffer.js';
import { type Block, Heap } from './memory/heap.js';
import { Pace } from './pace.js';
import { NonZeroLoader } from './sparse/non-zero-loader.js';
import type { Lanes } from './wasm/lanes.js';

/** Above so many vector operations, a batch is cut into pieces of its kernels. */
const longestBatch = 4_000_000;

/** Up to so many, a run is done at once: a few milliseconds, even where code has not become fast yet. */
const shortRun = 100_000;

/** Plans compiled to WebAssembly: see `cpu`. */
export class CpuProgram extends CheckedProgram<ModuleCache, CpuData, Buffer> {
  readonly executes: string;
  readonly #lanes: Lanes;
  readonly #heap = new Heap();
  readonly #nonZeros: NonZeroLoader;
  protected readonly parameters = new Map<string, Buffer>();
  /** A plan's modules write to places that all its runs share, so that one run ends before the next begins. */
  protected readonly plans = new Map<string, ModuleCache>();
  /** Where parameters are kept, by name. */
  readonly #kept = new Map<string, Block>();

  constructor(plans: Readonly<Record<string, Plan>>, lanes: Lanes) {
    super();
    this.#lanes = lanes;
    this.#nonZeros = new NonZeroLoader(this.#heap, lanes);
    this.executes = `${lanes.dataType} WebAssembly ${lanes.multiplyAdd ? 'relaxed SIMD' : 'SIMD'}`;
    for (const [name, plan] of Object.entries(plans)) {
      for (const node of plan.nodes) {
        if (node.operation !== 'parameter' || this.parameters.has(node.name)) continue;
        const { address } = this.#heap.take(bytesOf(node.shape, 0, lanes), `the parameter ${node.name}`);
        this.parameters.set(node.name, { shape: node.shape, address, stride: strideOf(node.shape[1], lanes) });
      }
      this.plans.set(name, new ModuleCache(plan, this.#heap, lanes, this.parameters));
    }
  }

  get dataType(): Program['dataType'] {
    return this.#lanes.dataType;
  }

  get bytes(): number {
    return this.#heap.bytes;
  }

  protected loadMatrices(matrices: Readonly<Record<string, Matrix>>, rows: number): CpuData {
    return loadData(this.#heap, this.#lanes, this.#nonZeros, matrices, rows);
  }

  protected async runBatches(plan: ModuleCache, data: CpuData, run: RunRequest): Promise<RunOutputs> {
    const { from, to, batchSize, signal } = run;
    const rows = Math.min(batchSize, to - from);
    const compiled = plan.find(data, rows) ?? (await plan.compile(data, rows));
    this.checkUsable();
    signal?.throwIfAborted();
    this.#begin(plan, compiled, run, data);
    const pace = new Pace();
    const mayGoOn = (): void => {
      this.checkUsable();
      signal?.throwIfAborted();
    };
    const batches = Math.ceil((to - from) / batchSize);
    const cost = costOfBatch(compiled, rows);
    if (cost > longestBatch) await this.#runInPieces(plan, compiled, run, pace, mayGoOn);
    else {
      for (let batch = 0; batch < batches; ) {
        const count = Math.min(batches - batch, pace.unitsOf(cost));
        const breathed = await pace.spend(cost * count, () => compiled.run(count));
        batch += count;
        // What is done to the end is no longer given up.
        if (breathed && batch < batches) mayGoOn();
      }
    }
    this.checkUsable();
    return this.#collect(plan, to - from);
  }

  runNow(run: RunRequest): RunOutputs | undefined {
    const { plan, data } = this.checkRequest(run);
    const { from, to, batchSize, signal } = run;
    const rows = Math.min(batchSize, to - from);
    const compiled = this.isRunning(run.plan) ? undefined : plan.find(data, rows);
    const batches = Math.ceil((to - from) / batchSize);
    if (!compiled || batches * costOfBatch(compiled, rows) > shortRun) return undefined;
    signal?.throwIfAborted();
    this.#begin(plan, compiled, run, data);
    compiled.run(batches);
    return this.#collect(plan, to - from);
  }

  protected readParameter({ shape, address, stride }: Buffer): Float32Array | Float64Array {
    return this.#copy(address, shape[0] as number, shape[1], stride);
  }

  protected writeParameter({ shape, address, stride }: Buffer, values: ArrayLike<number>): void {
    const [rows, columns] = shape as readonly [number, number];
    const width = stride / this.#lanes.bytes;
    const target = this.#heap.views[this.dataType];
    const first = address / this.#lanes.bytes;
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        target[first + row * width + column] = values[row * columns + column]!;
      }
    }
  }

  keep(): string | undefined {
    this.checkUsable();
    for (const [name, parameter] of this.parameters) if (!this.#isFinite(parameter)) return name;
    for (const [name, { shape, address }] of this.parameters) {
      const bytes = bytesOf(shape, 0, this.#lanes);
      const kept = this.#kept.get(name) ?? this.#heap.take(bytes, `a copy of the parameter ${name}`);
      this.#kept.set(name, kept);
      this.#heap.views.uint8.copyWithin(kept.address, address, address + bytes);
    }
    return undefined;
  }

  restore(): void {
    this.checkUsable();
    for (const [name, kept] of this.#kept) {
      const { shape, address } = this.parameters.get(name)!;
      this.#heap.views.uint8.copyWithin(address, kept.address, kept.address + bytesOf(shape, 0, this.#lanes));
    }
  }

  protected free(): void {
    this.plans.clear();
    this.parameters.clear();
  }

  /** Sets the module's variables for a run, and makes room for its outputs. */
  #begin(
    plan: ModuleCache,
    compiled: CompiledPlan,
    { plan: name, order, from, to, batchSize, scalars }: RunRequest,
    data: CpuData,
  ): void {
    const { bytes, dataType } = this.#lanes;
    if (scalars.length > 0) {
      const { address } = plan.scalars.atLeast(scalars.length * bytes, `${name} scalars`);
      this.#heap.views[dataType].set(scalars, address / bytes);
    }
    if (order) {
      const { address } = plan.order.atLeast(order.length * 4, `${name} order`);
      this.#heap.views.uint32.set(order, address / 4);
    }
    let place = compiled.addresses / 4;
    for (const { name: input, shape } of plan.inputs) {
      this.#heap.views.uint32[place++] = data.input(input, shape[1]).block.address;
    }
    for (const { name: output, shape, stride, block } of plan.outputs) {
      const rows = shape[0] === 'batch' ? to - from : shape[0];
      const { address } = block.atLeast(rows * stride, `${name} output ${output}`);
      this.#heap.views.uint32[place++] = address;
    }
    compiled.begin(0, from, to, batchSize, 0, order ? plan.order.address : 0, plan.scalars.address);
  }

  /** Drives the kernels one by one from here, each in pieces: for a batch that takes longer than the event loop can wait. */
  async #runInPieces(
    plan: ModuleCache,
    compiled: CompiledPlan,
    { from, to, batchSize, order }: RunRequest,
    pace: Pace,
    mayGoOn: () => void,
  ): Promise<void> {
    const scalarBytes = plan.scalarCount * this.#lanes.bytes;
    const orderAddress = order ? plan.order.address : 0;
    for (let start = from, batch = 0; start < to; start += batchSize, batch++) {
      const rows = Math.min(batchSize, to - start);
      const scalars = plan.scalars.address + batch * scalarBytes;
      compiled.begin(rows, start, to, batchSize, start - from, orderAddress, scalars);
      for (const [i, kernel] of compiled.kernelFacts.entries()) {
        const { extent } = kernel;
        const cost = pieceCost(kernel, rows);
        const end = extent === 'batch' ? rows : extent;
        for (let piece = 0; piece < end; ) {
          const next = Math.min(end, piece + alignedPieces(pace.unitsOf(cost, i)));
          const [first, last] = [piece, next];
          const paused = await pace.spend(cost * (last - first), () => compiled.kernels[i]!(first, last), i);
          if (paused && i < compiled.firstUpdate) mayGoOn();
          piece = next;
        }
      }
    }
  }

  #collect({ outputs }: ModuleCache, rows: number): RunOutputs {
    const collected: Record<string, Float32Array | Float64Array> = {};
    for (const { name, shape, stride, block } of outputs) {
      collected[name] = this.#copy(block.address, shape[0] === 'batch' ? rows : shape[0], shape[1], stride);
    }
    return collected;
  }

  #isFinite({ shape: [rows, columns], address, stride }: Buffer): boolean {
    const { bytes, dataType } = this.#lanes;
    const numbers = this.#heap.views[dataType];
    const [first, width] = [(address / bytes) | 0, (stride / bytes) | 0];
    for (let row = 0; row < (rows as number); row++) {
      const start = first + row * width;
      for (let i = start; i < start + columns; i++) {
        const number = numbers[i]!;
        // Infinity − Infinity is NaN as well.
        if (number - number !== 0) return false;
      }
    }
    return true;
  }

  /** A matrix in the memory, without what pads its rows. */
  #copy(address: number, rows: number, columns: number, stride: number): Float32Array | Float64Array {
    const { bytes, dataType } = this.#lanes;
    const padded = this.#heap.views[dataType];
    const [first, width] = [address / bytes, stride / bytes];
    if (width === columns) return padded.slice(first, first + rows * width);
    const values = dataType === 'float32' ? new Float32Array(rows * columns) : new Float64Array(rows * columns);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        values[row * columns + column] = padded[first + row * width + column]!;
      }
    }
    return values;
  }
}

/** Pieces of one column are rows, and a vector of them must not be cut. */
function alignedPieces(pieces: number): number {
  return Math.max(4, pieces - (pieces % 4));
}
