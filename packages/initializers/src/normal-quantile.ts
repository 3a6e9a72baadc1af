/**
 * The number below which a standard normal variable falls with probability p: turns a uniform number into a normal one,
 * monotonically. Relative error about 1e-16 (Wichura, *Algorithm AS 241: the percentage points of the normal
 * distribution*, Applied Statistics 37(3), 1988, PPND16).
 *
 * Made of additions, multiplications, divisions and square roots only, which IEEE 754 rounds in one way: the same bits in
 * every engine.
 *
 * @param uniform a multiple of 2⁻⁴⁸ in [0, 1); half a step is added, so that the result is finite and symmetric
 */
export function normalQuantile(uniform: number): number {
  const p = uniform + 2 ** -49;
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * polynomial(central.numerator, r)) / polynomial(central.denominator, r);
  }
  const r = Math.sqrt(-naturalLogarithm(q < 0 ? p : 1 - p));
  const { numerator, denominator, origin } = r <= 5 ? middle : far;
  const magnitude = polynomial(numerator, r - origin) / polynomial(denominator, r - origin);
  return q < 0 ? -magnitude : magnitude;
}

/** Horner's rule; coefficients from the highest power down. */
function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (const coefficient of coefficients) sum = sum * x + coefficient;
  return sum;
}

/**
 * log x for x in (0, 1), by arithmetic only: x = 2ᵉ · m with m in [√½, √2), and log m = 2 · artanh((m − 1) / (m + 1)),
 * whose series has terms below 2⁻⁵⁴ from the eleventh on.
 */
function naturalLogarithm(x: number): number {
  let m = x;
  let exponent = 0;
  while (m < Math.SQRT1_2) {
    m *= 2;
    exponent--;
  }
  const s = (m - 1) / (m + 1);
  let series = 0;
  for (let power = 21; power >= 1; power -= 2) series = series * s * s + 1 / power;
  return exponent * Math.LN2 + 2 * s * series;
}

const central = {
  numerator: [
    2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4,
    1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.387132872796366608,
  ],
  denominator: [
    5.226495278852854561e3, 2.8729085735721942674e4, 3.930789580009271061e4, 2.1213794301586595867e4,
    5.3941960214247511077e3, 6.871870074920579083e2, 4.2313330701600911252e1, 1,
  ],
} as const;

const middle = {
  origin: 1.6,
  numerator: [
    7.7454501427834140764e-4, 2.27238449892691845833e-2, 2.4178072517745061177e-1, 1.27045825245236838258,
    3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734,
  ],
  denominator: [
    1.05075007164441684324e-9, 5.475938084995344946e-4, 1.51986665636164571966e-2, 1.4810397642748007459e-1,
    6.8976733498510000455e-1, 1.6763848301838038494, 2.05319162663775882187, 1,
  ],
} as const;

const far = {
  origin: 5,
  numerator: [
    2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.2426609473880784386e-3, 2.6532189526576123093e-2,
    2.9656057182850489123e-1, 1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772,
  ],
  denominator: [
    2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4,
    1.48753612908506148525e-2, 1.3692988092273580531e-1, 5.9983220655588793769e-1, 1,
  ],
} as const;
