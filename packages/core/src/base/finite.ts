/**
 * The index of the first number that is not finite, or −1. It is a loop because initial values are checked before the
 * engine has compiled anything: a call per number would cost more than drawing the number.
 */
export function nonFiniteIn(values: ArrayLike<number>): number {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) return i;
  }
  return -1;
}
