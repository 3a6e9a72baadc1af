/** The number of bits that are computed, more than the largest double has before its point, with some to spare. */
const bits = 1300n;

/**
 * The digits of 2/π to the base 2²⁴, beginning with the three 0 before the point, and with 0 after the last that matters. They
 * are computed by Machin's formula, π/4 = 4 arctan ⅕ − arctan ¹⁄₂₃₉, which is shorter than a table.
 */
export function twoOverPi(): readonly number[] {
  const unit = 1n << bits;
  const arctan = (inverse: bigint): bigint => {
    let term = unit / inverse;
    let sum = term;
    for (let n = 3n; term !== 0n; n += 2n) {
      term /= -inverse * inverse;
      sum += term / n;
    }
    return sum;
  };
  const pi = 4n * (4n * arctan(5n) - arctan(239n));
  const quotient = (2n * unit * unit) / pi;
  return Array.from({ length: 73 }, (_, i) =>
    i < 3 || i > 52 ? 0 : Number((quotient >> (bits - 24n * BigInt(i - 2))) & 0xffffffn),
  );
}
