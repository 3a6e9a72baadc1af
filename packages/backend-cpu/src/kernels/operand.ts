import type { Buffer } from '../memory/buffer.js';
import type { Local } from '../wasm/function-code.js';
import type { Term, VectorFormula } from '../wasm/vector-formula.js';

/** The position of a vector in a result: a row, and a column in bytes. */
export interface Position {
  /** The row's number. */
  readonly row: Local;
  /** The offset of row and column in a matrix of the result's shape, in bytes. */
  readonly offset: Local;
  /** The column in bytes, if the result has more than one. */
  readonly column: Local;
  /** Rows below `row`, a constant of the kernel. */
  readonly rowsBelow: number;
  /** Bytes to the right of `column`, a constant of the kernel. */
  readonly bytesRight: number;
}

/** The axes along which an operand of a map is broadcast to its result. */
export type Broadcast = 'none' | 'rows' | 'columns' | 'both';

export function broadcastOf(operand: Buffer, result: Buffer): Broadcast {
  const rows = operand.shape[0] === 1 && result.shape[0] !== 1;
  const columns = operand.shape[1] === 1 && result.shape[1] !== 1;
  // A single number is broadcast along both axes even if the result is a single row or column.
  if (operand.shape[0] === 1 && operand.shape[1] === 1) return rows || columns ? 'both' : 'none';
  if (rows) return columns ? 'both' : 'rows';
  return columns ? 'columns' : 'none';
}

/** The vector of an operand at a position of the result. */
export function operandTerm(formula: VectorFormula, operand: Buffer, result: Buffer, position: Position): Term {
  const { code, lanes } = formula;
  const { row, offset, column, rowsBelow, bytesRight } = position;
  const { address, stride } = operand;
  switch (broadcastOf(operand, result)) {
    case 'none':
      return formula.load(offset, address + rowsBelow * stride + bytesRight);
    case 'rows':
      return formula.load(column, address + bytesRight);
    case 'columns':
      return () => code.times(row, stride).vectorMemory(lanes.vector.loadSplat, address + rowsBelow * stride);
    case 'both':
      return () => code.i32(0).vectorMemory(lanes.vector.loadSplat, address);
  }
}

type Store = (formula: VectorFormula, term: Term, result: Buffer, position: Position) => void;

/** Stores a vector of the result. */
export const storeTerm: Store = (formula, term, { address, stride }, { offset, rowsBelow, bytesRight }) => {
  formula.store(offset, term, address + rowsBelow * stride + bytesRight);
};

/** Stores the first lane only. In a result of one column, the other lanes would overwrite the next rows. */
export const storeFirstLane: Store = (formula, term, { address, stride }, { offset, rowsBelow }) => {
  formula.code.get(offset);
  formula.put(term);
  formula.code.laneMemory(formula.lanes.vector.storeLane, address + rowsBelow * stride, 0);
};

/** Stores a vector of each result. If there are several, all are computed before the first is stored. */
export function storeAll(
  formula: VectorFormula,
  terms: readonly Term[],
  results: readonly Buffer[],
  position: Position,
  store: Store,
): void {
  const kept = terms.length === 1 ? terms : terms.map((term) => formula.let(term));
  results.forEach((result, i) => {
    store(formula, kept[i]!, result, position);
  });
}
