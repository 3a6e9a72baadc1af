import { operandsOf, type Plan } from '@nnf/core';
import type { FunctionCode, Local } from '../wasm/function-code.js';
import { I32 } from '../wasm/instructions.js';
import type { Lanes } from '../wasm/lanes.js';

/** Where the parts of a batch's non-zeros are, in bytes. */
export interface SparseInput {
  /** For each row of the batch, where its entries begin and end: two addresses of 32 bits. */
  readonly ranges: number;
  /** For each column, where its entries end: one address of 32 bits. They begin where the column's before end. */
  readonly columnEnds: number;
  /** The same entries by column: row number and value. */
  readonly entries: number;
}

/** An entry is a column number (or a row number) in the place of one number, and a value in the next. */
export const entryBytes = (lanes: Lanes): number => 2 * lanes.bytes;

/** More room than this is not taken for a batch's entries by column; the rows are then expanded. */
const mostEntryBytes = 64 * 2 ** 20;

/**
 * Whether a plan can read an input's non-zeros in place of its rows: only products read it, as their left side, A·B or
 * Aᵀ·B. An activation of the input, for one, makes something else of it, and of its zeros maybe no zeros.
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

/** How much room a batch's non-zeros take, in bytes, and where in it they are. */
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
