import {
  CheckedProgram,
  type Matrix,
  type Plan,
  type Program,
  type RunOutputs,
  type RunRequest,
  type UpdateTurn,
} from '@nnf/core';
import { type CpuData, loadData } from './data/loaded-data.js';
import { NonZeroLoader } from './data/non-zero-loader.js';
import type { Buffer } from './memory/buffer.js';
import { Heap } from './memory/heap.js';
import { ParameterStore } from './memory/parameter-store.js';
import { readMatrix, writeMatrix } from './memory/stored-numbers.js';
import { PlanRunner } from './run/plan-runner.js';
import type { Lanes } from './wasm/lanes.js';

/** A program of plans compiled to WebAssembly. See `cpu`. */
export class CpuProgram extends CheckedProgram<PlanRunner, CpuData, Buffer> {
  readonly executes: string;
  protected readonly parameters: Map<string, Buffer>;
  readonly #heap: Heap;
  readonly #store: ParameterStore;
  readonly #nonZeros: NonZeroLoader;

  constructor(lanes: Lanes, scanner: WebAssembly.Module) {
    super();
    this.executes = `${lanes.dataType} WebAssembly ${lanes.multiplyAdd ? 'relaxed SIMD' : 'SIMD'}`;
    this.#heap = new Heap(lanes);
    this.#nonZeros = new NonZeroLoader(this.#heap, scanner);
    this.#store = new ParameterStore(this.#heap);
    this.parameters = this.#store.buffers;
  }

  get dataType(): Program['dataType'] {
    return this.#heap.lanes.dataType;
  }

  get bytes(): number {
    return this.#heap.bytes;
  }

  protected compilePlan(plan: Plan): PlanRunner {
    this.#store.add(plan);
    return new PlanRunner(plan, this.#heap, this.parameters);
  }

  protected loadMatrices(matrices: Readonly<Record<string, Matrix>>, rows: number): CpuData {
    return loadData(this.#heap, this.#nonZeros, matrices, rows);
  }

  protected runBatches(runner: PlanRunner, data: CpuData, request: RunRequest, turn: UpdateTurn): Promise<RunOutputs> {
    return runner.run(data, request, turn, () => {
      this.checkUsable();
    });
  }

  runNow(request: RunRequest): RunOutputs | undefined {
    const { plan, data } = this.checkRequest(request);
    return this.mustWait(request.plan) ? undefined : plan.runNow(data, request);
  }

  protected readParameter(buffer: Buffer): Float32Array | Float64Array {
    const [rows, columns] = buffer.shape;
    return readMatrix(this.#heap, buffer, Number(rows), columns);
  }

  protected writeParameter(buffer: Buffer, values: ArrayLike<number>): void {
    writeMatrix(this.#heap, buffer, buffer.shape[1], values);
  }

  keep(): string | undefined {
    this.checkUsable();
    return this.#store.keep();
  }

  restore(): void {
    this.checkUsable();
    this.#store.restore();
  }

  protected free(): void {
    this.parameters.clear();
    this.#nonZeros.release();
    this.#heap.release();
  }
}
