import type { Expression } from '@nnf/core';
import { ExpressionEvaluator, type Source, stripLength } from './expression-evaluator.js';
import type { Step, Storage } from './step.js';

/** Below so many numbers, copying is cheaper than making a view of the result. */
const shortestInPlace = 64;

/**
 * result[r, c] = expression(x[r, c], y[r, c], …); operands of one row or one column are repeated. Each expression has a
 * result of its own. All operands of a strip are read before any result is written, so that an update may read the
 * parameter that it replaces.
 */
export function mapStep(
  expressions: readonly Expression[],
  operands: readonly Storage[],
  results: readonly Storage[],
): Step {
  const { shape, rows, columns } = results[0]!;
  const evaluator = new ExpressionEvaluator(expressions, operands.length);
  const only = evaluator.results[0]!;
  const strip = only.values;
  const writesInPlace = results.length === 1 && expressions[0]!.operands.length > 0;
  const inputs = operands.map((storage, i): Input => {
    const repeatsRows = storage.shape[0] === 1 && shape[0] !== 1;
    const repeatsColumns = storage.columns === 1 && columns !== 1;
    return {
      storage,
      repeatsRows,
      repeatsColumns,
      source: evaluator.arguments[i]!,
      repeated: new Float64Array(stripLength),
    };
  });
  // Operands of the result's shape, or of one number, can be read across the ends of rows, in longer strips.
  const isFlat = inputs.every(({ repeatsRows, repeatsColumns, storage }) =>
    repeatsRows ? storage.columns === 1 : !repeatsColumns,
  );

  /** Computes `width` numbers from the start of row `row` on, across the ends of rows where that is possible. */
  const compute = (row: number, width: number): void => {
    for (const input of inputs) beginRow(input, row, isFlat, Math.min(width, stripLength));
    for (let column = 0; column < width; column += stripLength) {
      const length = Math.min(stripLength, width - column);
      const place = row * columns + column;
      if (writesInPlace && length >= shortestInPlace) {
        // A single result is written in place when it is long.
        only.values = results[0]!.values.subarray(place, place + length);
        evaluator.evaluate(length);
        only.values = strip;
      } else {
        evaluator.evaluate(length);
        results.forEach((result, i) => {
          copy(evaluator.results[i]!, result.values, place, length);
        });
      }
      for (const { source, repeated } of inputs) if (source.values !== repeated) source.start += stripLength;
    }
  };

  return {
    extent: rows,
    cost: evaluator.cost * columns,
    execute: (from, to) => {
      if (isFlat) compute(from, (to - from) * columns);
      else for (let row = from; row < to; row++) compute(row, columns);
    },
  };
}

/** An operand and where the evaluator reads it: in its own memory, or in a strip that repeats one number. */
interface Input {
  readonly storage: Storage;
  readonly repeatsRows: boolean;
  readonly repeatsColumns: boolean;
  readonly source: Source;
  readonly repeated: Float64Array;
}

function beginRow(
  { storage, repeatsRows, repeatsColumns, source, repeated }: Input,
  row: number,
  isFlat: boolean,
  length: number,
): void {
  const start = repeatsRows ? 0 : row * storage.columns;
  const isRepeated = repeatsColumns || (isFlat && repeatsRows);
  if (isRepeated) repeated.fill(storage.values[start]!, 0, length);
  source.values = isRepeated ? repeated : storage.values;
  source.start = isRepeated ? 0 : start;
}

/** Copies in a loop: for short strips, which are common, it beats `set` with a view. */
function copy({ values, start }: Source, target: Float64Array, to: number, length: number): void {
  for (let i = 0; i < length; i++) target[to + i] = values[start + i]!;
}
