import { BatchGlobal } from '../kernels/batch-global.js';
import { clearRow, overBatchRows } from '../kernels/batch-rows.js';
import type { Kernel, KernelContext } from '../kernels/kernel.js';
import type { Buffer } from '../memory/buffer.js';
import { FunctionCode, type Local, zero } from '../wasm/function-code.js';
import { I32, V128 } from '../wasm/instructions.js';
import { repeated } from '../wasm/lanes.js';
import { entryBytes, type SparseInput, setRangeOfRow } from './sparse-input.js';

/**
 * Puts the address at which a data row's entries begin or end on the stack. The data begins with these addresses: one
 * of 32 bits for each row, and one for the end.
 */
function putDataRange(code: FunctionCode, data: number, rowNumber: Local, isEnd: boolean): void {
  code
    .times(rowNumber, 4)
    .i32(0)
    .memory(I32.load, data)
    .op(I32.add)
    .memory(I32.load, isEnd ? 4 : 0);
}

/** Stores the addresses of the entries of the batch's rows. */
export function rangesKernel({ ranges }: SparseInput, data: number): Kernel {
  const code = overBatchRows((code, row, number) => {
    for (const isEnd of [false, true]) {
      code.times(row, 8);
      putDataRange(code, data, number, isEnd);
      code.memory(I32.store, ranges + (isEnd ? 4 : 0));
    }
  });
  return { code, extent: 'batch', cost: 2 };
}

/** Writes the batch's rows in full, for plans that read more of an input than its non-zeros. */
export function expandKernel({ lanes }: KernelContext, input: Buffer, data: number): Kernel {
  const code = overBatchRows((code, row, number) => {
    const entry = code.local();
    const end = code.local();
    const place = clearRow(code, lanes, input, row);
    putDataRange(code, data, number, false);
    code.set(entry);
    putDataRange(code, data, number, true);
    code.set(end);
    code.loop(entry, end, entryBytes(lanes), () => {
      code.get(entry).memory(I32.load).i32(lanes.bytes).op(I32.mul).get(place).op(I32.add);
      code.get(entry).memory(lanes.scalar.load, lanes.bytes).memory(lanes.scalar.store, input.address);
    });
  });
  return { code, extent: 'batch', cost: input.stride / 8 };
}

/**
 * Sorts the batch's entries by column: counts the entries of each column, computes where they end, and copies each
 * entry to its place. Within a column, entries are in the order of rows, so sums over rows have a fixed order.
 */
export function byColumnKernel(
  { lanes }: KernelContext,
  { ranges, columnEnds, entries }: SparseInput,
  columns: number,
): Kernel {
  const code = new FunctionCode();
  const row = code.local();
  const entry = code.local();
  const end = code.local();
  const column = code.local();
  const sum = code.local();
  const place = code.local();
  const bytes = entryBytes(lanes);
  const zeros = repeated(lanes, 0);
  const eachEntry = (body: () => void): void => {
    code.forRange(row, zero, { global: BatchGlobal.rows }, 1, () => {
      setRangeOfRow(code, ranges, row, entry, end);
      code.loop(entry, end, bytes, () => {
        code.get(entry).memory(I32.load).i32(4).op(I32.mul).set(column);
        body();
      });
    });
  };
  // A column's slot first holds the bytes of its entries, then the address where they begin, then the one where they end.
  code.loop(column, { constant: (columns + 1) * 4 }, 16, () => {
    code.get(column).v128(zeros).vectorMemory(V128.store, columnEnds);
  });
  eachEntry(() => {
    code.get(column).get(column).memory(I32.load, columnEnds).plus(bytes).memory(I32.store, columnEnds);
  });
  code.i32(entries).set(sum);
  code.forRange(column, zero, { constant: columns * 4 }, 4, () => {
    code.get(column).memory(I32.load, columnEnds).set(place);
    code.get(column).get(sum).memory(I32.store, columnEnds);
    code.get(sum).get(place).op(I32.add).set(sum);
  });
  eachEntry(() => {
    code.get(column).memory(I32.load, columnEnds).tee(place).get(row).memory(I32.store);
    code.get(place).get(entry).memory(lanes.scalar.load, lanes.bytes).memory(lanes.scalar.store, lanes.bytes);
    code.get(column).get(place).plus(bytes).memory(I32.store, columnEnds);
  });
  return { code, extent: 1, cost: columns, costPerRow: columns };
}
