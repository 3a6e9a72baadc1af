/**
 * The number below which a standard normal variable falls with probability p. It turns a uniform number into a normal
 * one, monotonically. Relative error about 1e-16 (Wichura, *Algorithm AS 241: the percentage points of the normal
 * distribution*, Applied Statistics 37(3), 1988, PPND16).
 *
 * It uses only additions, multiplications, divisions and square roots, which IEEE 754 rounds in one way: every engine
 * gives the same bits.
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
    2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946, 1971.5909503065513,
    133.14166789178438, 3.3871328727963665,
  ],
  denominator: [
    5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751, 687.1870074920579,
    42.31333070160091, 1,
  ],
} as const;

const middle = {
  origin: 1.6,
  numerator: [
    0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045,
    5.769497221460691, 4.630337846156546, 1.4234371107496835,
  ],
  denominator: [
    1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851,
    1.6763848301838038, 2.053191626637759, 1,
  ],
} as const;

const far = {
  origin: 5,
  numerator: [
    2.0103343992922881e-7, 2.7115555687434876e-5, 0.0012426609473880784, 0.026532189526576124, 0.29656057182850487,
    1.7848265399172913, 5.463784911164114, 6.657904643501103,
  ],
  denominator: [
    2.0442631033899397e-15, 1.421511758316446e-7, 1.8463183175100548e-5, 0.0007868691311456133, 0.014875361290850615,
    0.1369298809227358, 0.599832206555888, 1,
  ],
} as const;
