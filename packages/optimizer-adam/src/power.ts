/**
 * `base` to the power of a whole number, by repeated squaring. Engines round `**` differently, but every multiplication
 * alike, so this gives the same bits everywhere.
 */
export function power(base: number, exponent: number): number {
  let result = 1;
  let square = base;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= square;
    square *= square;
  }
  return result;
}
