import { from, type Kernel, type KernelContext, to } from '../kernels/kernel.js';
import { putRowNumber } from '../kernels/row-number.js';
import type { Buffer } from '../memory/buffer.js';
import { FunctionCode, type Local } from '../wasm/function-code.js';
import { I32, V128 } from '../wasm/instructions.js';
import { repeated } from '../wasm/lanes.js';
import { entryBytes, type SparseInput } from './sparse-input.js';

/** The addresses of a data row's entries: the data begins with one of 32 bits a row, and one for the end. */
function putRange(code: FunctionCode, data: number, rowNumber: Local, which: 0 | 1): void {
  code
    .get(rowNumber)
    .i32(2)
    .op(I32.shl)
    .i32(0)
    .memory(I32.load, data)
    .op(I32.add)
    .memory(I32.load, which * 4);
}

/** Notes where the entries of the batch's rows are. */
export function rangesKernel(context: KernelContext, { ranges }: SparseInput, data: number): Kernel {
  const code = new FunctionCode(['i32', 'i32']);
  const row = code.local('i32');
  const number = code.local('i32');
  code.get(from).set(row);
  code.loop(
    row,
    () => code.get(to),
    1,
    () => {
      putRowNumber(code, context, row);
      code.set(number);
      for (const which of [0, 1] as const) {
        code.get(row).i32(3).op(I32.shl);
        putRange(code, data, number, which);
        code.memory(I32.store, ranges + which * 4);
      }
    },
  );
  return { code, extent: 'batch', cost: 2 };
}

/** Writes the batch's rows out in full: for plans that read more of an input than its non-zeros. */
export function expandKernel(context: KernelContext, input: Buffer, data: number): Kernel {
  const { lanes } = context;
  const code = new FunctionCode(['i32', 'i32']);
  const row = code.local('i32');
  const number = code.local('i32');
  const entry = code.local('i32');
  const end = code.local('i32');
  const target = code.local('i32');
  const first = code.local('i32');
  const zero = repeated(lanes, 0);
  code.get(from).set(row);
  code.loop(
    row,
    () => code.get(to),
    1,
    () => {
      putRowNumber(code, context, row);
      code.set(number);
      code.get(row).i32(input.stride).op(I32.mul).tee(target).tee(first).i32(input.stride).op(I32.add).set(end);
      code.loop(
        target,
        () => code.get(end),
        16,
        () => code.get(target).v128(zero).vectorMemory(V128.store, input.address),
      );
      putRange(code, data, number, 0);
      code.set(entry);
      putRange(code, data, number, 1);
      code.set(end);
      code.loop(
        entry,
        () => code.get(end),
        entryBytes(lanes),
        () => {
          code.get(entry).memory(I32.load).i32(lanes.bytes).op(I32.mul).get(first).op(I32.add);
          code.get(entry).memory(lanes.scalar.load, lanes.bytes).memory(lanes.scalar.store, input.address);
        },
      );
    },
  );
  return { code, extent: 'batch', cost: input.stride / 8 };
}

/**
 * Sorts the batch's entries by column: counts each column's, adds up where they end, and puts every entry in its place,
 * rows going up within a column, so that sums over rows have one order.
 */
export function byColumnKernel(
  { lanes, globals }: KernelContext,
  { ranges, columnEnds, entries }: SparseInput,
  columns: number,
): Kernel {
  const code = new FunctionCode(['i32', 'i32']);
  const row = code.local('i32');
  const entry = code.local('i32');
  const end = code.local('i32');
  const column = code.local('i32');
  const sum = code.local('i32');
  const place = code.local('i32');
  const bytes = entryBytes(lanes);
  const zero = repeated(lanes, 0);
  const eachEntry = (body: () => void): void => {
    code.i32(0).set(row);
    code.loop(
      row,
      () => code.getGlobal(globals.rows),
      1,
      () => {
        code.get(row).i32(3).op(I32.shl).memory(I32.load, ranges).set(entry);
        code
          .get(row)
          .i32(3)
          .op(I32.shl)
          .memory(I32.load, ranges + 4)
          .set(end);
        code.loop(
          entry,
          () => code.get(end),
          bytes,
          () => {
            code.get(entry).memory(I32.load).i32(2).op(I32.shl).set(column);
            body();
          },
        );
      },
    );
  };
  // What a column's slot holds goes from the bytes of its entries, to where they begin, to where they end.
  code.loop(
    column,
    () => code.i32((columns + 1) * 4),
    16,
    () => code.get(column).v128(zero).vectorMemory(V128.store, columnEnds),
  );
  eachEntry(() => {
    code.get(column).get(column).memory(I32.load, columnEnds).i32(bytes).op(I32.add).memory(I32.store, columnEnds);
  });
  code.i32(0).set(column).i32(entries).set(sum);
  code.loop(
    column,
    () => code.i32(columns * 4),
    4,
    () => {
      code.get(column).memory(I32.load, columnEnds).set(place);
      code.get(column).get(sum).memory(I32.store, columnEnds);
      code.get(sum).get(place).op(I32.add).set(sum);
    },
  );
  eachEntry(() => {
    code.get(column).memory(I32.load, columnEnds).tee(place).get(row).memory(I32.store);
    code.get(place).get(entry).memory(lanes.scalar.load, lanes.bytes).memory(lanes.scalar.store, lanes.bytes);
    code.get(column).get(place).i32(bytes).op(I32.add).memory(I32.store, columnEnds);
  });
  return { code, extent: 1, cost: columns, costPerRow: columns };
}
