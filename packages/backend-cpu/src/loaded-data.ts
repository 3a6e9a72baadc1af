import { copyRow, type LoadedData, type Matrix, NnfError } from '@nnf/core';
import { strideOf } from './buffer.js';
import type { InputForm } from './gather-kernel.js';
import type { Block, Heap } from './heap.js';
import type { Lanes } from './lanes.js';
import { entryBytes } from './sparse-input.js';

/** A data set's matrices in the program's memory. */
export class CpuData implements LoadedData {
  readonly rows: number;
  readonly #heap: Heap;
  #inputs: ReadonlyMap<string, { readonly form: InputForm; readonly block: Block; readonly columns: number }>;

  constructor(heap: Heap, lanes: Lanes, matrices: Readonly<Record<string, Matrix>>) {
    const rows = new Set(Object.values(matrices).map((matrix) => matrix.rows));
    if (rows.size !== 1) {
      throw new NnfError(
        'DATA_SHAPE',
        `data to load must have one number of rows, not ${[...rows].join(' and ') || 'none'}`,
      );
    }
    this.rows = [...rows][0]!;
    this.#heap = heap;
    const loaded = new Map<string, { form: InputForm; block: Block; columns: number }>();
    this.#inputs = loaded;
    try {
      for (const [name, matrix] of Object.entries(matrices)) {
        const form = formOf(matrix);
        const block = loaders[form](heap, lanes, matrix, `the data's ${name}`);
        loaded.set(name, { form, block, columns: matrix.columns });
      }
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  /** The form and the address of one of its matrices, which must have so many columns. */
  input(name: string, columns: number): { readonly form: InputForm; readonly address: number } {
    const input = this.#inputs.get(name);
    if (!input) throw new NnfError('DATA_SHAPE', `the plan reads '${name}', which the loaded data has not`);
    if (input.columns !== columns) {
      throw new NnfError('DATA_SHAPE', `the plan's '${name}' has ${columns} columns, the data's ${input.columns}`);
    }
    return { form: input.form, address: input.block.address };
  }

  dispose(): void {
    for (const { block } of this.#inputs.values()) this.#heap.give(block);
    this.#inputs = new Map();
  }
}

/** Up to this share of numbers that are not zero, a matrix is kept as these and their places. */
const sparseShare = 0.4;

function formOf(matrix: Matrix): InputForm {
  if (matrix.encoding === 'classes') return 'classes';
  return matrix.columns >= 16 && countNonZeros(matrix) <= sparseShare * matrix.data.length ? 'sparse' : 'dense';
}

function countNonZeros({ data }: Matrix): number {
  let count = 0;
  for (let i = 0; i < data.length; i++) if (data[i] !== 0) count++;
  return count;
}

type Loader = (heap: Heap, lanes: Lanes, matrix: Matrix, purpose: string) => Block;

const loaders: { readonly [form in InputForm]: Loader } = {
  classes: (heap, _, { data, rows }, purpose) => {
    const block = heap.take(rows * 4, purpose);
    new Int32Array(heap.memory.buffer, block.address, rows).set(data);
    return block;
  },

  dense: (heap, lanes, matrix, purpose) => {
    const stride = strideOf(matrix.columns, lanes) / lanes.bytes;
    const block = heap.take(matrix.rows * stride * lanes.bytes, purpose);
    const target = new (numbersOf(lanes))(heap.memory.buffer, block.address, matrix.rows * stride);
    for (let row = 0; row < matrix.rows; row++) copyRow(matrix, row, target, row * stride);
    return block;
  },

  // First the addresses of each row's entries and of their end, then the entries: column number and value.
  sparse: (heap, lanes, matrix, purpose) => {
    const { rows, columns, data, scale = 1 } = matrix;
    const headBytes = Math.ceil(((rows + 1) * 4) / 16) * 16;
    const block = heap.take(headBytes + countNonZeros(matrix) * entryBytes(lanes), purpose);
    const first = block.address + headBytes;
    const { buffer } = heap.memory;
    const ranges = new Uint32Array(buffer, block.address, rows + 1);
    const places = new Uint32Array(buffer, first, (block.bytes - headBytes) >> 2);
    const values = new (numbersOf(lanes))(buffer, first, (block.bytes - headBytes) / lanes.bytes);
    const step = entryBytes(lanes) >> 2;
    let entry = 0;
    for (let row = 0; row < rows; row++) {
      ranges[row] = first + entry * entryBytes(lanes);
      for (let column = 0; column < columns; column++) {
        const value = data[row * columns + column]!;
        if (value === 0) continue;
        places[entry * step] = column;
        values[entry * 2 + 1] = value * scale;
        entry++;
      }
    }
    ranges[rows] = first + entry * entryBytes(lanes);
    return block;
  },
};

function numbersOf({ dataType }: Lanes): Float32ArrayConstructor | Float64ArrayConstructor {
  return dataType === 'float32' ? Float32Array : Float64Array;
}
