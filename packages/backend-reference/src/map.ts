import type { Expression } from '@nnf/core';
import { ExpressionEvaluator, stripLength } from './expression-evaluator.js';
import type { Step, Storage } from './step.js';

/**
 * result[r, c] = expression(x[r, c], y[r, c], …), operands of one row or one column being repeated. With several
 * expressions there are as many results, and a strip of all operands is read before any result is written, so that a
 * parameter's update may read what it replaces.
 */
export function mapStep(expressions: readonly Expression[], operands: readonly Storage[], results: readonly Storage[]): Step {
  const { shape, rows, columns } = results[0]!;
  const evaluator = new ExpressionEvaluator(expressions, operands.length);
  const sources = operands.map((storage) => ({
    storage,
    repeatsRows: storage.shape[0] === 1 && shape[0] !== 1,
    repeatsColumns: storage.columns === 1 && columns !== 1,
  }));
  // What has the result's own shape, or is one number, can be read across the ends of rows, in longer strips.
  const isFlat = sources.every(({ repeatsRows, repeatsColumns, storage }) => (repeatsRows ? storage.columns === 1 : !repeatsColumns));

  const compute = (row: number, column: number, length: number): void => {
    sources.forEach(({ storage, repeatsRows, repeatsColumns }, i) => {
      const strip = evaluator.arguments[i]!;
      const start = repeatsRows ? 0 : row * storage.columns;
      if (repeatsColumns || (isFlat && repeatsRows)) strip.fill(storage.values[start]!, 0, length);
      else copy(storage.values, start + column, strip, 0, length);
    });
    evaluator.evaluate(length);
    results.forEach((result, i) => {
      copy(evaluator.results[i]!, 0, result.values, row * columns + column, length);
    });
  };

  return {
    extent: rows,
    cost: evaluator.cost * columns,
    execute: (from, to) => {
      const width = isFlat ? (to - from) * columns : columns;
      for (let row = from; row < to; row += isFlat ? to - from : 1) {
        for (let column = 0; column < width; column += stripLength) compute(row, column, Math.min(stripLength, width - column));
      }
    },
  };
}

/** Short runs are common, and for them a loop beats `set` with its view. */
function copy(source: Float64Array, from: number, target: Float64Array, to: number, length: number): void {
  for (let i = 0; i < length; i++) target[to + i] = source[from + i]!;
}
