import { copyRow, type Matrix, type NumberArray } from '@nnf/core';
import type { Block, Heap } from '../memory/heap.js';
import { ReusedBlock } from '../memory/reused-block.js';
import { entryBytes } from '../sparse/sparse-input.js';
import { type NonZeroScanner, nonZeroScanner, scannerModule } from './non-zero-scanner.js';

/** Up to this share of non-zero numbers, a matrix is stored by its non-zeros. */
const sparseShare = 0.4;
/** Narrower rows are stored in full. */
const leastColumns = 16;
/**
 * Up to this many numbers, memory is taken for as many non-zeros as there may be, and is shrunk afterwards. In larger
 * matrices the non-zeros are counted first, which takes a second scan but no memory.
 */
const mostUncounted = 2 ** 19;

/** Stores sparse data by its non-zeros. */
export class NonZeroLoader {
  /** Holds the row to be scanned, and its entries while they are only counted. */
  readonly #scratch: ReusedBlock;
  #scanner: NonZeroScanner | undefined;

  constructor(
    private readonly heap: Heap,
    private readonly module = scannerModule(heap.lanes),
  ) {
    this.#scratch = new ReusedBlock(heap);
  }

  /**
   * Stores a matrix's non-zeros: the address of each row's entries and of the end of the last, then the entries. An
   * entry is a column number and a value. Returns undefined if storing the matrix in full is faster: its rows are
   * short, or too many of its numbers are not zero.
   */
  load(matrix: Matrix, purpose: string): Block | undefined {
    const { rows, columns, data } = matrix;
    if (columns < leastColumns) return undefined;
    const bytes = entryBytes(this.heap.lanes);
    const rowBytes = Math.ceil((columns * (isBytes(data) ? 1 : this.heap.lanes.bytes)) / 16) * 16;
    const scratch = this.#scratch.atLeast(rowBytes + columns * bytes, purpose).address;
    let most = Math.floor(sparseShare * data.length);
    if (data.length > mostUncounted) {
      let count = 0;
      const entries = scratch + rowBytes;
      for (let row = 0; row < rows && count <= most; row++) {
        count += (this.#scanRow(matrix, row, scratch, rowBytes, entries) - entries) / bytes;
      }
      if (count > most) return undefined;
      most = count;
    }
    const headBytes = Math.ceil((rows + 1) / 4) * 16;
    // Another thread may write to shared memory while it is scanned. A row that has too many non-zeros still fits.
    const block = this.heap.take(headBytes + (most + columns) * bytes, purpose, false);
    const first = block.address + headBytes;
    const ranges = block.address / 4;
    let end = first;
    for (let row = 0; row < rows; row++) {
      this.heap.views.uint32[ranges + row] = end;
      end = this.#scanRow(matrix, row, scratch, rowBytes, end);
      if (end - first > most * bytes) {
        this.heap.give(block);
        return undefined;
      }
    }
    this.heap.views.uint32[ranges + rows] = end;
    return this.heap.shrink(block, end - block.address);
  }

  /** Lets go of the scanner, which refers to the memory. */
  release(): void {
    this.#scanner = undefined;
  }

  /** Writes a row's entries. Returns the address after the last one. */
  #scanRow(matrix: Matrix, row: number, scratch: number, rowBytes: number, target: number): number {
    const { rows, columns, data, scale = 1 } = matrix;
    this.#scanner ??= nonZeroScanner(this.module, this.heap.memory);
    const { bytes, numbers } = this.#scanner;
    const { views } = this.heap;
    const scansBytes = isBytes(data);
    const used = columns * (scansBytes ? 1 : this.heap.lanes.bytes);
    if (scansBytes) views.uint8.set(rows === 1 ? data : data.subarray(row * columns, (row + 1) * columns), scratch);
    else copyRow(matrix, row, views.numbers, scratch / this.heap.lanes.bytes);
    if (used < rowBytes) views.uint8.fill(0, scratch + used, scratch + rowBytes);
    // WebAssembly returns an address above 2³¹ as a negative number.
    return (scansBytes ? bytes : numbers)(scratch, scratch + rowBytes, target, scale) >>> 0;
  }
}

/** By name, not `instanceof`: the array may come from another realm, such as a frame. */
function isBytes(data: NumberArray): boolean {
  return data[Symbol.toStringTag] === 'Uint8Array';
}
