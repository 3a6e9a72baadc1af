import { type LoadedData, type Matrix, NnfError, type Plan, type Program, type Run, type RunOutputs } from '@nnf/core';
import { inputGlobal, outputGlobal } from './batch-module.js';
import { type Buffer, bytesOf, strideOf } from './buffer.js';
import { type CompiledPlan, compilePlan } from './compiled-plan.js';
import type { InputForm } from './gather-kernel.js';
import { type Block, Heap } from './heap.js';
import { pieceCost } from './kernel.js';
import type { Lanes } from './lanes.js';
import { CpuData } from './loaded-data.js';
import { NonZeroKernels } from './non-zero-kernels.js';
import { Pace } from './pace.js';
import { ReusedBlock } from './reused-block.js';

/** Above so many vector operations, a batch is cut into pieces of its kernels. */
const longestBatch = 4_000_000;

/** Plans compiled to WebAssembly: see `cpu`. */
export class CpuProgram implements Program {
  readonly executes: string;
  readonly #lanes: Lanes;
  readonly #plans: Readonly<Record<string, Plan>>;
  readonly #heap = new Heap();
  readonly #nonZeros: NonZeroKernels;
  readonly #parameters = new Map<string, Buffer>();
  readonly #compiled = new Map<string, Promise<CompiledPlan>>();
  readonly #blocks = new Map<string, ReusedBlock>();
  readonly #loaded = new WeakSet<LoadedData>();
  #disposed = false;

  constructor(plans: Readonly<Record<string, Plan>>, lanes: Lanes) {
    this.#plans = plans;
    this.#lanes = lanes;
    this.#nonZeros = new NonZeroKernels(this.#heap, lanes);
    this.executes = `${lanes.dataType} WebAssembly SIMD`;
    for (const plan of Object.values(plans)) {
      for (const node of plan.nodes) {
        if (node.operation !== 'parameter' || this.#parameters.has(node.name)) continue;
        const { address } = this.#heap.take(bytesOf(node.shape, 0, lanes), `the parameter ${node.name}`);
        this.#parameters.set(node.name, { shape: node.shape, address, stride: strideOf(node.shape[1], lanes) });
      }
    }
  }

  get dataType(): Program['dataType'] {
    return this.#lanes.dataType;
  }

  get bytes(): number {
    return this.#heap.bytes;
  }

  load(matrices: Readonly<Record<string, Matrix>>): LoadedData {
    this.#checkUsable();
    const data = new CpuData(this.#heap, this.#lanes, this.#nonZeros, matrices);
    this.#loaded.add(data);
    return data;
  }

  async run(run: Run): Promise<RunOutputs> {
    this.#checkUsable();
    const { data, from, to, batchSize, signal } = run;
    if (!(data instanceof CpuData && this.#loaded.has(data)))
      throw new NnfError('WRONG_DATA', 'this data was loaded by another program; load it with this one');
    const compiled = await this.#planFor(run.plan, Math.min(batchSize, to - from), data);
    this.#checkUsable();
    const outputs = this.#prepare(compiled, run, data);
    const pace = new Pace();
    const breathed = (): void => {
      this.#checkUsable();
      signal?.throwIfAborted();
    };
    signal?.throwIfAborted();
    const batches = Math.ceil((to - from) / batchSize);
    const cost = compiled.costOf(Math.min(batchSize, to - from));
    if (cost > longestBatch) await this.#runInPieces(compiled, run, pace, breathed);
    else {
      for (let batch = 0; batch < batches; ) {
        const count = Math.min(batches - batch, pace.unitsOf(cost));
        if (await pace.spend(cost * count, () => compiled.run(count))) breathed();
        batch += count;
      }
    }
    return this.#collect(compiled, outputs, to - from);
  }

  read(parameter: string): Float32Array | Float64Array {
    const { shape, address, stride } = this.#parameter(parameter);
    return this.#unpad(address, shape[0] as number, shape[1], stride);
  }

  write(parameter: string, values: ArrayLike<number>): void {
    const { shape, address, stride } = this.#parameter(parameter);
    const [rows, columns] = shape as readonly [number, number];
    if (values.length !== rows * columns) {
      throw new NnfError('SHAPE_MISMATCH', `${parameter} takes ${rows * columns} numbers, got ${values.length}`);
    }
    const width = stride / this.#lanes.bytes;
    const target = this.#numbers(address, rows * width);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) target[row * width + column] = values[row * columns + column]!;
    }
  }

  dispose(): void {
    this.#disposed = true;
    this.#compiled.clear();
    this.#parameters.clear();
    this.#blocks.clear();
  }

  /** The plan for batches of that many rows and data of those forms, compiled when it is first wanted. */
  async #planFor(name: string, rows: number, data: CpuData): Promise<CompiledPlan> {
    const plan = this.#plans[name];
    if (!plan)
      throw new NnfError(
        'UNKNOWN_NAME',
        `there is no plan '${name}'; there are ${Object.keys(this.#plans).join(', ')}`,
      );
    const forms: Record<string, InputForm> = {};
    for (const node of plan.nodes) {
      if (node.operation === 'input') forms[node.name] = data.input(node.name, node.shape[1]).form;
    }
    const key = JSON.stringify([name, forms]);
    const known = await this.#compiled.get(key);
    if (known && known.capacity >= rows) return known;
    if (known) this.#heap.give(known.arena);
    this.#compiled.delete(key);
    const compiling = compilePlan(plan, rows, forms, this.#lanes, this.#heap, this.#parameters);
    this.#compiled.set(key, compiling);
    try {
      return await compiling;
    } catch (error) {
      this.#compiled.delete(key);
      throw error;
    }
  }

  /** Sets the module's variables for a run, and makes room for its outputs. */
  #prepare(
    compiled: CompiledPlan,
    { plan, order, from, to, batchSize, scalars }: Run,
    loaded: CpuData,
  ): ReadonlyMap<string, Block> {
    const { bytes } = this.#lanes;
    const table = this.#block(`${plan} scalars`, scalars.length * bytes);
    this.#numbers(table.address, scalars.length).set(scalars);
    const orderBlock = order && this.#block(`${plan} order`, order.length * 4);
    if (order && orderBlock) new Uint32Array(this.#heap.memory.buffer, orderBlock.address, order.length).set(order);
    const outputs = new Map<string, Block>();
    for (const [name, { shape, stride }] of Object.entries(compiled.outputs)) {
      const rows = shape[0] === 'batch' ? to - from : shape[0];
      outputs.set(name, this.#block(`${plan} ${outputGlobal(name)}`, rows * stride));
    }
    const variables = {
      start: from,
      stop: to,
      batchSize,
      done: 0,
      order: orderBlock?.address ?? 0,
      scalars: table.address,
    };
    for (const [name, value] of Object.entries(variables)) compiled.set(name, value);
    for (const node of compiled.plan.nodes) {
      if (node.operation === 'input')
        compiled.set(inputGlobal(node.name), loaded.input(node.name, node.shape[1]).address);
    }
    for (const [name, { address }] of outputs) compiled.set(outputGlobal(name), address);
    return outputs;
  }

  /** Drives the kernels one by one from here, each in pieces: for a batch that takes longer than the event loop can wait. */
  async #runInPieces(
    compiled: CompiledPlan,
    { plan, from, to, batchSize }: Run,
    pace: Pace,
    breathed: () => void,
  ): Promise<void> {
    const scalarBytes = compiled.scalarCount * this.#lanes.bytes;
    const table = this.#blocks.get(`${plan} scalars`)!.address;
    for (let start = from, batch = 0; start < to; start += batchSize, batch++) {
      const rows = Math.min(batchSize, to - start);
      const variables = { rows, start, done: start - from, scalars: table + batch * scalarBytes };
      for (const [name, value] of Object.entries(variables)) compiled.set(name, value);
      for (const [i, kernel] of compiled.kernelFacts.entries()) {
        const { extent } = kernel;
        const cost = pieceCost(kernel, rows);
        const end = extent === 'batch' ? rows : extent;
        for (let piece = 0; piece < end; ) {
          const next = Math.min(end, piece + alignedPieces(pace.unitsOf(cost, i)));
          const [first, last] = [piece, next];
          const paused = await pace.spend(cost * (last - first), () => compiled.kernels[i]!(first, last), i);
          if (paused && i < compiled.firstUpdate) breathed();
          piece = next;
        }
      }
    }
  }

  #collect(compiled: CompiledPlan, blocks: ReadonlyMap<string, Block>, rows: number): RunOutputs {
    return Object.fromEntries(
      Object.entries(compiled.outputs).map(([name, { shape, stride }]) => [
        name,
        this.#unpad(blocks.get(name)!.address, shape[0] === 'batch' ? rows : shape[0], shape[1], stride),
      ]),
    );
  }

  #unpad(address: number, rows: number, columns: number, stride: number): Float32Array | Float64Array {
    const width = stride / this.#lanes.bytes;
    const padded = this.#numbers(address, rows * width);
    if (width === columns) return padded.slice();
    const values =
      this.#lanes.dataType === 'float32' ? new Float32Array(rows * columns) : new Float64Array(rows * columns);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) values[row * columns + column] = padded[row * width + column]!;
    }
    return values;
  }

  #numbers(address: number, length: number): Float32Array | Float64Array {
    const { buffer } = this.#heap.memory;
    return this.#lanes.dataType === 'float32'
      ? new Float32Array(buffer, address, length)
      : new Float64Array(buffer, address, length);
  }

  /** A block that is kept from run to run and replaced when it is too small. */
  #block(name: string, bytes: number): Block {
    const block = this.#blocks.get(name) ?? new ReusedBlock(this.#heap);
    this.#blocks.set(name, block);
    return block.atLeast(bytes, name);
  }

  #parameter(name: string): Buffer {
    this.#checkUsable();
    const buffer = this.#parameters.get(name);
    if (buffer) return buffer;
    throw new NnfError(
      'UNKNOWN_NAME',
      `there is no parameter '${name}'; there are ${[...this.#parameters.keys()].join(', ')}`,
    );
  }

  #checkUsable(): void {
    if (this.#disposed) throw new NnfError('DISPOSED', 'the program was disposed of; compile a new one');
  }
}

/** Pieces of one column are rows, and a vector of them must not be cut. */
function alignedPieces(pieces: number): number {
  return Math.max(4, pieces - (pieces % 4));
}
