import type { DataType } from './data-type.js';

/**
 * The index of the first number that is not finite in the data type, or −1. It is a loop because initial values are checked
 * before the engine has compiled anything: a call per number would cost more than drawing the number.
 */
export function nonFiniteIn(values: ArrayLike<number>, dataType: DataType = 'float64'): number {
  // Float32 rounds to infinity from here on: the largest float32 and half of its last place.
  const limit = dataType === 'float32' ? 2 ** 128 - 2 ** 103 : Number.POSITIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!(value < limit && value > -limit)) return i;
  }
  return -1;
}

/** Whether a value is a number that the data type holds as one above 0 and below infinity. */
export function isPositive(value: unknown, dataType: DataType = 'float64'): value is number {
  if (typeof value !== 'number') return false;
  const held = dataType === 'float32' ? Math.fround(value) : value;
  return held > 0 && held < Number.POSITIVE_INFINITY;
}
