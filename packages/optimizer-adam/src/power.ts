/**
 * `base` to the power of a whole number, by repeated squaring. Engines round `**` differently, but every multiplication
 * alike, so this gives the same bits everywhere.
 */
export function power(base: number, exponent: number): number {
  const odd = exponent % 2;
  return exponent === 0 ? 1 : power(base * base, (exponent - odd) / 2) * (odd === 0 ? 1 : base);
}
