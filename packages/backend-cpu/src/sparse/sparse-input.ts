import { operandsOf, type Plan } from '@nnf/core';
import type { FunctionCode, Local } from '../wasm/function-code.js';
import { I32 } from '../wasm/instructions.js';
import type { Lanes } from '../wasm/lanes.js';

/** Addresses of the tables of a batch's non-zeros. */
export interface SparseInput {
  /** For each row of the batch, where its entries begin and end: two 32-bit addresses. */
  readonly ranges: number;
  /** For each column, where its entries end: one 32-bit address. They begin where those of the previous column end. */
  readonly columnEnds: number;
  /** The same entries sorted by column, each with a row number and a value. */
  readonly entries: number;
}

/** Bytes of an entry: a column or row number, in the space of one number, and a value. */
export const entryBytes = (lanes: Lanes): number => 2 * lanes.bytes;

/** The most bytes for a batch's entries sorted by column. If they need more, the rows are expanded instead. */
const mostEntryBytes = 64 * 2 ** 20;

/**
 * Whether a plan can read an input through its non-zeros. It can if only products read the input, as their left side:
 * A·B or Aᵀ·B. Other operations, such as an activation of the input, need all its numbers, since they may turn zeros
 * into other numbers.
 */
export function readsNonZeros(plan: Plan, input: number, capacity: number, lanes: Lanes): boolean {
  const columns = plan.nodes[input]!.shape[1];
  if (capacity * columns * entryBytes(lanes) > mostEntryBytes) return false;
  if (Object.values(plan.outputs).includes(input)) return false;
  return plan.nodes.every((node) => {
    if (!operandsOf(node).includes(input)) return true;
    return (
      node.operation === 'matmul' && node.operands[0] === input && node.operands[1] !== input && !node.transposed[1]
    );
  });
}

/** Places the tables of a batch's non-zeros, and returns their size in bytes. */
export function placeSparseInput(
  start: number,
  capacity: number,
  columns: number,
  lanes: Lanes,
): SparseInput & { readonly bytes: number } {
  const aligned = (bytes: number): number => Math.ceil(bytes / 16) * 16;
  const ranges = start;
  const columnEnds = ranges + aligned(capacity * 8);
  const entries = columnEnds + aligned((columns + 1) * 4);
  return { ranges, columnEnds, entries, bytes: entries + aligned(capacity * columns * entryBytes(lanes)) - start };
}

/** Sets two locals to the addresses at which the entries of a batch's row begin and end. */
export function setRangeOfRow(code: FunctionCode, ranges: number, row: Local, entry: Local, end: Local): void {
  code
    .times(row, 8)
    .tee(end)
    .memory(I32.load, ranges)
    .set(entry)
    .get(end)
    .memory(I32.load, ranges + 4)
    .set(end);
}
