import { copyRow, type Matrix } from '@nnf/core';
import type { Block, Heap } from '../memory/heap.js';
import { ReusedBlock } from '../memory/reused-block.js';
import { entryBytes } from '../sparse/sparse-input.js';
import { type NonZeroScanner, nonZeroScanner, scannerModule } from './non-zero-scanner.js';

/** Up to this share of numbers that are not zero, a matrix is kept as these and their places. */
const sparseShare = 0.4;
/** Narrower rows are kept in full. */
const leastColumns = 16;
/** Up to so many numbers, room is taken for all of them; of more, those that are not zero are counted first. */
const mostUncounted = 4096;

/** Finds the non-zeros of data that is loaded. */
export class NonZeroLoader {
  /** Where a row is put before it is scanned, and room for its entries. */
  readonly #scratch: ReusedBlock;
  #scanner: NonZeroScanner | undefined;

  constructor(
    private readonly heap: Heap,
    private readonly module = scannerModule(heap.lanes),
  ) {
    this.#scratch = new ReusedBlock(heap);
  }

  /**
   * Puts a matrix's non-zeros into the memory: the addresses of each row's entries and of their end, then the entries, column
   * number and value. Returns undefined if the rows are short, or too many numbers are not zero, for this to be faster.
   */
  load(matrix: Matrix, purpose: string): Block | undefined {
    const { rows, columns, data } = matrix;
    if (columns < leastColumns) return undefined;
    const bytes = entryBytes(this.heap.lanes);
    const rowBytes = Math.ceil((columns * (data instanceof Uint8Array ? 1 : this.heap.lanes.bytes)) / 16) * 16;
    const scratch = this.#scratch.atLeast(rowBytes + columns * bytes, purpose).address;
    const most = Math.floor(sparseShare * data.length);
    let count = data.length;
    if (data.length > mostUncounted) {
      count = 0;
      const entries = scratch + rowBytes;
      for (let row = 0; row < rows && count <= most; row++) {
        count += (this.#scanRow(matrix, row, scratch, rowBytes, entries) - entries) / bytes;
      }
      if (count > most) return undefined;
    }
    const headBytes = Math.ceil((rows + 1) / 4) * 16;
    const block = this.heap.take(headBytes + count * bytes, purpose, false);
    const first = block.address + headBytes;
    const ranges = block.address / 4;
    let end = first;
    for (let row = 0; row < rows; row++) {
      this.heap.views.uint32[ranges + row] = end;
      end = this.#scanRow(matrix, row, scratch, rowBytes, end);
    }
    this.heap.views.uint32[ranges + rows] = end;
    if (end - first <= most * bytes) return block;
    this.heap.give(block);
    return undefined;
  }

  /** Writes a row's entries. Returns the address after them. */
  #scanRow(matrix: Matrix, row: number, scratch: number, rowBytes: number, target: number): number {
    const { rows, columns, data, scale = 1 } = matrix;
    this.#scanner ??= nonZeroScanner(this.module, this.heap.memory);
    const { bytes, numbers } = this.#scanner;
    const { views } = this.heap;
    const isBytes = data instanceof Uint8Array;
    const used = columns * (isBytes ? 1 : this.heap.lanes.bytes);
    if (isBytes) views.uint8.set(rows === 1 ? data : data.subarray(row * columns, (row + 1) * columns), scratch);
    else copyRow(matrix, row, views.numbers, scratch / this.heap.lanes.bytes);
    if (used < rowBytes) views.uint8.fill(0, scratch + used, scratch + rowBytes);
    // An address above 2³¹ comes back as a negative number.
    return (isBytes ? bytes : numbers)(scratch, scratch + rowBytes, target, scale) >>> 0;
  }
}
