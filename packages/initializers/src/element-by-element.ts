import type { InitialShape, RandomSource } from '@nnf/core';

/** A matrix filled from one uniform random number an element, keyed by its row and column. */
export function elementByElement(
  { rows, columns }: InitialShape,
  random: RandomSource,
  value: (uniform: number) => number,
): Float64Array {
  const values = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++)
      values[row * columns + column] = value(random.uniform(row, column));
  }
  return values;
}
