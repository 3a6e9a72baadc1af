import { copyRow, type LoadedData, type Matrix, NnfError } from '@nnf/core';
import { strideOf } from './buffer.js';
import type { InputForm } from './gather-kernel.js';
import type { Block, Heap } from './heap.js';
import type { Lanes } from './lanes.js';
import type { NonZeroKernels } from './non-zero-kernels.js';
import { entryBytes } from './sparse-input.js';

/** A data set's matrices in the program's memory. */
export class CpuData implements LoadedData {
  readonly rows: number;
  readonly #heap: Heap;
  #inputs: ReadonlyMap<string, { readonly form: InputForm; readonly block: Block; readonly columns: number }>;

  constructor(heap: Heap, lanes: Lanes, nonZeros: NonZeroKernels, matrices: Readonly<Record<string, Matrix>>) {
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
        loaded.set(name, { ...load(heap, lanes, nonZeros, matrix, `the data's ${name}`), columns: matrix.columns });
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
/** Rows shorter than this are not worth the places of their numbers. */
const fewestSparseColumns = 16;

/** Takes a matrix into the memory, in the form that suits it. */
function load(
  heap: Heap,
  lanes: Lanes,
  nonZeros: NonZeroKernels,
  matrix: Matrix,
  purpose: string,
): { readonly form: InputForm; readonly block: Block } {
  if (matrix.encoding === 'classes') return { form: 'classes', block: loadClasses(heap, matrix, purpose) };
  const count = matrix.columns >= fewestSparseColumns ? nonZeros.count(matrix.data) : Number.POSITIVE_INFINITY;
  return count <= sparseShare * matrix.data.length
    ? { form: 'sparse', block: loadSparse(heap, lanes, nonZeros, matrix, count, purpose) }
    : { form: 'dense', block: loadDense(heap, lanes, matrix, purpose) };
}

function loadClasses(heap: Heap, { data, rows }: Matrix, purpose: string): Block {
  const block = heap.take(rows * 4, purpose);
  new Int32Array(heap.memory.buffer, block.address, rows).set(data);
  return block;
}

function loadDense(heap: Heap, lanes: Lanes, matrix: Matrix, purpose: string): Block {
  const stride = strideOf(matrix.columns, lanes) / lanes.bytes;
  const block = heap.take(matrix.rows * stride * lanes.bytes, purpose);
  const target = new (numbersOf(lanes))(heap.memory.buffer, block.address, matrix.rows * stride);
  for (let row = 0; row < matrix.rows; row++) copyRow(matrix, row, target, row * stride);
  return block;
}

/** First the addresses of each row's entries and of their end, then the entries: column number and value. */
function loadSparse(
  heap: Heap,
  lanes: Lanes,
  nonZeros: NonZeroKernels,
  { rows, columns, data, scale = 1 }: Matrix,
  count: number,
  purpose: string,
): Block {
  const headBytes = Math.ceil(((rows + 1) * 4) / 16) * 16;
  const block = heap.take(headBytes + count * entryBytes(lanes), purpose);
  const addresses = nonZeros.compact(data, columns, scale, block.address + headBytes);
  new Uint32Array(heap.memory.buffer, block.address, rows + 1).set(addresses);
  return block;
}

function numbersOf({ dataType }: Lanes): Float32ArrayConstructor | Float64ArrayConstructor {
  return dataType === 'float32' ? Float32Array : Float64Array;
}
