import { copyRow, Disposing, type LoadedData, type Matrix, NnfError } from '@nnf/core';
import type { InputEncoding } from '../kernels/gather-kernel.js';
import { strideOf } from '../memory/buffer.js';
import type { Block, Heap } from '../memory/heap.js';
import type { NonZeroLoader } from '../sparse/non-zero-loader.js';
import type { Lanes } from '../wasm/lanes.js';

/** A matrix in the memory. */
export interface LoadedInput {
  readonly form: InputEncoding;
  readonly columns: number;
  readonly block: Block;
}

/** A data set's matrices in a program's memory. */
export class CpuData extends Disposing implements LoadedData {
  readonly rows: number;
  readonly #heap: Heap;
  readonly #names: readonly string[];
  #inputs: LoadedInput[] = [];

  constructor(heap: Heap, lanes: Lanes, nonZeros: NonZeroLoader, matrices: Readonly<Record<string, Matrix>>) {
    super();
    this.#names = Object.keys(matrices);
    this.#heap = heap;
    this.rows = rowsOf(matrices);
    try {
      for (const name of this.#names) {
        this.#inputs.push(loadMatrix(heap, lanes, nonZeros, matrices[name]!, `the data's ${name}`));
      }
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  /** Whether it is in that memory. */
  isIn(heap: Heap): boolean {
    return this.#heap === heap;
  }

  /** One of its matrices, which must have so many columns. */
  input(name: string, columns: number): LoadedInput {
    const input = this.#inputs[this.#names.indexOf(name)];
    if (!input) throw new NnfError('DATA_SHAPE', `the plan reads '${name}', which the loaded data has not`);
    if (input.columns !== columns) {
      throw new NnfError('DATA_SHAPE', `the plan's '${name}' has ${columns} columns, the data's ${input.columns}`);
    }
    return input;
  }

  dispose(): void {
    for (const { block } of this.#inputs) this.#heap.give(block);
    this.#inputs = [];
  }
}

function rowsOf(matrices: Readonly<Record<string, Matrix>>): number {
  const rows = Object.values(matrices).map((matrix) => matrix.rows);
  const [first] = rows;
  if (first !== undefined && rows.every((other) => other === first)) return first;
  throw new NnfError(
    'DATA_SHAPE',
    `data to load must have one number of rows, not ${[...new Set(rows)].join(' and ') || 'none'}`,
  );
}

function loadMatrix(heap: Heap, lanes: Lanes, nonZeros: NonZeroLoader, matrix: Matrix, purpose: string): LoadedInput {
  const { columns } = matrix;
  if (matrix.encoding === 'classes') return { form: 'classes', columns, block: loadClasses(heap, matrix, purpose) };
  const sparse = nonZeros.load(matrix, purpose);
  if (sparse) return { form: 'sparse', columns, block: sparse };
  return { form: 'dense', columns, block: loadRows(heap, lanes, matrix, purpose) };
}

function loadClasses(heap: Heap, { data, rows }: Matrix, purpose: string): Block {
  const block = heap.take(rows * 4, purpose);
  heap.views.uint32.set(data, block.address / 4);
  return block;
}

function loadRows(heap: Heap, lanes: Lanes, matrix: Matrix, purpose: string): Block {
  const stride = strideOf(matrix.columns, lanes) / lanes.bytes;
  const block = heap.take(matrix.rows * stride * lanes.bytes, purpose);
  const target = heap.views[lanes.dataType];
  for (let row = 0; row < matrix.rows; row++) copyRow(matrix, row, target, block.address / lanes.bytes + row * stride);
  return block;
}
