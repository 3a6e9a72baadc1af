import type { InitialShape, RandomSource } from '@nnf/core';
import { normalQuantile } from './normal-quantile.js';

/** A matrix of normal numbers, N(0, deviation²), each made of one uniform number. */
export function normalValues({ rows, columns }: InitialShape, random: RandomSource, deviation: number): Float64Array {
  const values = random.uniforms(rows, columns);
  for (let i = 0; i < values.length; i++) values[i] = deviation * normalQuantile(values[i]!);
  return values;
}
