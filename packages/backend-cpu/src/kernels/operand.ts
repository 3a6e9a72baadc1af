import type { Buffer } from '../memory/buffer.js';
import type { FunctionCode, Local } from '../wasm/function-code.js';
import { I32, V128 } from '../wasm/instructions.js';
import type { Lanes } from '../wasm/lanes.js';
import type { Term, VectorFormula } from '../wasm/vector-formula.js';

/** Where in a result a vector is: at a row, and at a column given in bytes. */
export interface Position {
  /** Puts the row's number on the stack. */
  readonly row: Local;
  /** The row's and the column's place in a matrix of the result's shape, in bytes. */
  readonly offset: Local;
  /** The column in bytes, where the result has more than one. */
  readonly column: Local;
  /** Rows below `row`, known when the kernel is written. */
  readonly rowsBelow: number;
  /** Bytes right of `column`, known when the kernel is written. */
  readonly bytesRight: number;
}

/** How an operand of a map lies to its result. */
export type Broadcast = 'none' | 'rows' | 'columns' | 'both';

export function broadcastOf(operand: Buffer, result: Buffer): Broadcast {
  const rows = operand.shape[0] === 1 && result.shape[0] !== 1;
  const columns = operand.shape[1] === 1 && result.shape[1] !== 1;
  // A single number is splat even into a single row or column.
  if (operand.shape[0] === 1 && operand.shape[1] === 1) return rows || columns ? 'both' : 'none';
  if (rows) return columns ? 'both' : 'rows';
  return columns ? 'columns' : 'none';
}

/** The vector of an operand at a position of the result. */
export function operandTerm(formula: VectorFormula, operand: Buffer, result: Buffer, position: Position): Term {
  const { code, lanes } = formula;
  const { row, offset, column, rowsBelow, bytesRight } = position;
  switch (broadcastOf(operand, result)) {
    case 'none':
      return () => code.get(offset).vectorMemory(V128.load, operand.address + rowsBelow * operand.stride + bytesRight);
    case 'rows':
      return () => code.get(column).vectorMemory(V128.load, operand.address + bytesRight);
    case 'columns':
      return () => splatRow(code, lanes, operand, row, rowsBelow);
    case 'both':
      return () => code.i32(0).vectorMemory(lanes.vector.loadSplat, operand.address);
  }
}

function splatRow(code: FunctionCode, lanes: Lanes, operand: Buffer, row: Local, rowsBelow: number): void {
  code
    .get(row)
    .i32(operand.stride)
    .op(I32.mul)
    .vectorMemory(lanes.vector.loadSplat, operand.address + rowsBelow * operand.stride);
}

/** Stores a vector of the result. */
export function storeTerm(
  formula: VectorFormula,
  term: Term,
  result: Buffer,
  { offset, rowsBelow, bytesRight }: Position,
): void {
  formula.code.get(offset);
  term();
  formula.code.vectorMemory(V128.store, result.address + rowsBelow * result.stride + bytesRight);
}

/** Stores the first lane only: the element of a result of one column, whose next rows lie where the other lanes would go. */
export function storeFirstLane(
  formula: VectorFormula,
  term: Term,
  result: Buffer,
  { offset, rowsBelow }: Position,
): void {
  formula.code.get(offset);
  term();
  formula.code.laneMemory(formula.lanes.vector.storeLane, result.address + rowsBelow * result.stride, 0);
}
