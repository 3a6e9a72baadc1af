/**
 * The index of the first number that is not finite, or −1. A loop, since initial values are checked before the engine has
 * compiled anything, and a call for each number would cost more than drawing it.
 */
export function nonFiniteIn(values: ArrayLike<number>): number {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) return i;
  }
  return -1;
}
