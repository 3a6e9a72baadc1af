import type { InitialShape, RandomSource } from '@nnf/core';

/** A matrix of uniform numbers in [−limit, limit). */
export function symmetricValues({ rows, columns }: InitialShape, random: RandomSource, limit: number): Float64Array {
  const values = random.uniforms(rows, columns);
  for (let i = 0; i < values.length; i++) values[i] = limit * (2 * values[i]! - 1);
  return values;
}
