import { checkClasses, copyRow, LoadedInputs, type Matrix } from '@nnf/core';
import type { InputEncoding } from '../kernels/input-encoding.js';
import { strideOf } from '../memory/buffer.js';
import type { Block, Heap } from '../memory/heap.js';
import type { NonZeroLoader } from './non-zero-loader.js';

/** A matrix in a program's memory. */
export interface LoadedInput {
  readonly encoding: InputEncoding;
  readonly columns: number;
  readonly block: Block;
}

/** A data set in a program's memory. */
export class CpuData extends LoadedInputs<LoadedInput> {
  readonly #heap: Heap;
  #held: Readonly<Record<string, LoadedInput>>;

  constructor(heap: Heap, rows: number, inputs: Readonly<Record<string, LoadedInput>>) {
    super(rows, inputs);
    this.#heap = heap;
    this.#held = inputs;
  }

  override dispose(): void {
    super.dispose();
    for (const name of Object.keys(this.#held)) this.#heap.give(this.#held[name]!.block);
    this.#held = {};
  }
}

/** Copies matrices of this many rows into memory. If one does not fit, frees those already copied. */
export function loadData(
  heap: Heap,
  nonZeros: NonZeroLoader,
  matrices: Readonly<Record<string, Matrix>>,
  rows: number,
): CpuData {
  const inputs: Record<string, LoadedInput> = {};
  try {
    for (const name of Object.keys(matrices)) {
      inputs[name] = loadMatrix(heap, nonZeros, matrices[name]!, `the data's ${name}`);
    }
  } catch (error) {
    new CpuData(heap, rows, inputs).dispose();
    throw error;
  }
  return new CpuData(heap, rows, inputs);
}

function loadMatrix(heap: Heap, nonZeros: NonZeroLoader, matrix: Matrix, purpose: string): LoadedInput {
  const { columns } = matrix;
  if (matrix.encoding === 'classes') return { encoding: 'classes', columns, block: loadClasses(heap, matrix, purpose) };
  const sparse = nonZeros.load(matrix, purpose);
  if (sparse) return { encoding: 'sparse', columns, block: sparse };
  return { encoding: 'dense', columns, block: loadRows(heap, matrix, purpose) };
}

function loadClasses(heap: Heap, matrix: Matrix, purpose: string): Block {
  const { data, rows } = matrix;
  const block = heap.take(rows * 4, purpose);
  const labels = heap.views.uint32.subarray(block.address / 4, block.address / 4 + rows);
  labels.set(data);
  try {
    // The copy: another thread may write to shared memory between the check of the caller's array and here.
    checkClasses({ ...matrix, data: labels }, purpose);
  } catch (error) {
    heap.give(block);
    throw error;
  }
  return block;
}

function loadRows(heap: Heap, matrix: Matrix, purpose: string): Block {
  const { lanes } = heap;
  const stride = strideOf(matrix.columns, lanes) / lanes.bytes;
  const block = heap.take(matrix.rows * stride * lanes.bytes, purpose);
  const target = heap.views.numbers;
  for (let row = 0; row < matrix.rows; row++) copyRow(matrix, row, target, block.address / lanes.bytes + row * stride);
  return block;
}
