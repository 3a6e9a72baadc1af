import type { Shape } from '@nnf/core';
import type { Step, Storage } from '../step.js';

/** A matrix in memory; a batch has as many rows as there are numbers for. */
export function storageOf(shape: Shape, values: ArrayLike<number>): Storage {
  const [rows, columns] = shape;
  return {
    shape,
    columns,
    rows: () => (rows === 'batch' ? values.length / columns : rows),
    values: Float64Array.from(values),
  };
}

/** Room for a result, filled with what no operation would leave there. */
export function roomFor(shape: Shape, batch: number): Storage {
  const rows = shape[0] === 'batch' ? batch : shape[0];
  return storageOf(shape, new Float64Array(rows * shape[1]).fill(-777));
}

/** Executes a step in pieces of the given sizes, used in turn. */
export function executeInPieces(step: Step, sizes: readonly number[]): void {
  for (let from = 0, i = 0; from < step.extent(); i++) {
    const to = Math.min(step.extent(), from + sizes[i % sizes.length]!);
    step.execute(from, to);
    from = to;
  }
}

/** Numbers that look random and are the same every time, some of them equal, some 0. */
export function someNumbers(count: number, salt = 1): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => ((((i + 7) * (31 * salt + 17)) % 101) - 50) / 8);
}
