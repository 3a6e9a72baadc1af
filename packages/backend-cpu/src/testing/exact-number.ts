import type { MathFunction } from '../wasm/math-functions.js';

/** The number mantissa · 2^exponent, exactly. */
interface ExactNumber {
  readonly mantissa: bigint;
  readonly exponent: number;
}

/** The least number of correct bits of a result. */
const precision = 200;

/**
 * A function of a finite number to 200 bits, rounded to the nearest double (ties to even). It uses integers only, and
 * none of the engine's own functions.
 */
export function roundedExactly(name: MathFunction | 'sqrt', x: number): number {
  if (x === 0 && (name === 'tanh' || name === 'sqrt' || name === 'sin')) return x;
  if (x === 0 && name === 'log') return Number.NEGATIVE_INFINITY;
  if (x < 0 && (name === 'log' || name === 'sqrt')) return Number.NaN;
  return roundToDouble(functions[name](x));
}

const functions: { readonly [name in MathFunction | 'sqrt']: (x: number) => ExactNumber } = {
  exp: (x) => exp(x),
  log: (x) => log(exactly(x)),
  sin: (x) => {
    const { mantissa, exponent } = sine(Math.abs(x), 0);
    return { mantissa: x < 0 ? -mantissa : mantissa, exponent };
  },
  cos: (x) => sine(Math.abs(x), 1),
  tanh: (x) => {
    // (e^2|x| − 1) / (e^2|x| + 1), with as many more bits as the subtraction loses.
    const twice = Math.min(2 * Math.abs(x), 200);
    const power = exp(twice, precision + Math.max(0, -exponentOf(x)) + 4);
    const result = divide(add(power, exactly(-1)), add(power, exactly(1)));
    return x < 0 ? { ...result, mantissa: -result.mantissa } : result;
  },
  sigmoid: (x) => {
    const power = exp(-Math.abs(x));
    return divide(x < 0 ? power : exactly(1), add(exactly(1), power));
  },
  softplus: (x) => {
    // log(1 + p) = 2 artanh(p / (2 + p)) for p = e^−|x|.
    const power = exp(-Math.abs(x));
    const { mantissa, exponent } = inverseTanh(power, add(exactly(2), power));
    return add(exactly(Math.max(x, 0)), { mantissa: 2n * mantissa, exponent });
  },
  sqrt: (x) => {
    const { mantissa, exponent } = exactly(x);
    const shift = 2 * precision + (exponent & 1);
    return { mantissa: integerRoot(mantissa << BigInt(shift)), exponent: (exponent - shift) / 2 };
  },
};

/** The exponent of the leading bit. */
function exponentOf(x: number): number {
  const { mantissa, exponent } = exactly(x);
  return bitLength(mantissa) + exponent - 1;
}

function exactly(x: number): ExactNumber {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  const field = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const magnitude = field === 0 ? fraction : fraction | 0x10000000000000n;
  return { mantissa: x < 0 ? -magnitude : magnitude, exponent: Math.max(field, 1) - 1075 };
}

function bitLength(value: bigint): number {
  return (value < 0n ? -value : value).toString(2).length;
}

/** Shifts left, or right towards −∞. */
function shift(value: bigint, places: number): bigint {
  return places >= 0 ? value << BigInt(places) : value >> BigInt(-places);
}

/** As a multiple of 2^−bits. */
function fixed({ mantissa, exponent }: ExactNumber, bits: number): bigint {
  return shift(mantissa, exponent + bits);
}

function add(a: ExactNumber, b: ExactNumber): ExactNumber {
  const exponent = Math.min(a.exponent, b.exponent);
  return {
    mantissa: shift(a.mantissa, a.exponent - exponent) + shift(b.mantissa, b.exponent - exponent),
    exponent,
  };
}

function divide(a: ExactNumber, b: ExactNumber): ExactNumber {
  const places = Math.max(0, bitLength(b.mantissa) - bitLength(a.mantissa)) + precision + 8;
  return { mantissa: (a.mantissa << BigInt(places)) / b.mantissa, exponent: a.exponent - places - b.exponent };
}

/**
 * artanh(a / b) = s + s³/3 + s⁵/5 + … for a quotient of at most ½. The leading bits are kept, however small the result
 * is.
 */
function inverseTanh(a: ExactNumber, b: ExactNumber): ExactNumber {
  const quotient = divide(a, b);
  const size = bitLength(quotient.mantissa) + quotient.exponent;
  const bits = precision + 40 - Math.min(0, size);
  const s = fixed(quotient, bits);
  const square = (s * s) >> BigInt(bits);
  let sum = 0n;
  let term = s;
  for (let n = 1n; term !== 0n && term !== -1n; n += 2n) {
    sum += term / n;
    term = (term * square) >> BigInt(bits);
  }
  return { mantissa: sum, exponent: -bits };
}

const logarithmsOf2 = new Map<number, bigint>();

/** ln 2 = 2 artanh(⅓), as a multiple of 2^−bits. */
function ln2(bits: number): bigint {
  const known = logarithmsOf2.get(bits);
  if (known !== undefined) return known;
  let power = (2n << BigInt(bits + 20)) / 3n;
  let sum = 0n;
  for (let n = 1n; power > 0n; n += 2n, power /= 9n) sum += power / n;
  logarithmsOf2.set(bits, sum >> 20n);
  return sum >> 20n;
}

/** eˣ = 2ⁿ · eʳ, and eʳ = (e^(r/256))^256 by its series. Beyond ±1100, all doubles are 0 or Infinity. */
function exp(x: number, bits: number = precision): ExactNumber {
  const places = bits + 40;
  const argument = fixed(exactly(Math.min(Math.max(x, -1100), 1100)), places + 12);
  const period = ln2(places + 12);
  const n = (2n * argument + period) / (2n * period) - (argument < 0n ? 1n : 0n);
  const r = (argument - n * period) >> 12n;
  const one = 1n << BigInt(places);
  let sum = one;
  let term = one;
  for (let k = 1n; term !== 0n && term !== -1n; k++) {
    term = ((term * r) >> BigInt(places + 8)) / k;
    sum += term;
  }
  for (let doubling = 0; doubling < 8; doubling++) sum = (sum * sum) >> BigInt(places);
  return { mantissa: sum, exponent: Number(n) - places };
}

const quarterTurns = new Map<number, bigint>();

/** π/2 by Euler's formula, π/4 = 5 arctan ⅐ + 2 arctan ³⁄₇₉, as a multiple of 2^−bits. */
function halfPi(bits: number): bigint {
  const known = quarterTurns.get(bits);
  if (known !== undefined) return known;
  const arctan = (above: bigint, below: bigint): bigint => {
    let power = (above << BigInt(bits + 20)) / below;
    let sum = 0n;
    for (let n = 1n; power !== 0n; n += 2n, power = (power * -above * above) / (below * below)) sum += power / n;
    return sum;
  };
  const result = (2n * (5n * arctan(1n, 7n) + 2n * arctan(3n, 79n))) >> 20n;
  quarterTurns.set(bits, result);
  return result;
}

/** The sine of a number of 0 or more, to which quarter turns are added. */
function sine(x: number, quarters: number): ExactNumber {
  const places = precision + 80 + Math.max(0, -exponentOf(x));
  const more = 1100;
  const turn = halfPi(places + more);
  const angle = fixed(exactly(x), places + more);
  const turns = (2n * angle + turn) / (2n * turn);
  const r = (angle - turns * turn) >> BigInt(more);
  const place = Number((turns + BigInt(quarters)) & 3n);
  const square = (r * r) >> BigInt(places);
  // The series of the sine or the cosine: each term is the last one · −r² / (n (n + 1)).
  let term = place % 2 === 0 ? r : 1n << BigInt(places);
  let sum = 0n;
  for (let n = place % 2 === 0 ? 2n : 1n; term !== 0n && term !== -1n; n += 2n) {
    sum += term;
    term = -((term * square) >> BigInt(places)) / (n * (n + 1n));
  }
  return { mantissa: place >= 2 ? -sum : sum, exponent: -places };
}

/** log(m · 2ᵏ) = k ln 2 + 2 artanh((m − 1) / (m + 1)) with m near 1. */
function log(x: ExactNumber): ExactNumber {
  const length = bitLength(x.mantissa);
  const above = x.mantissa * x.mantissa > 1n << BigInt(2 * length - 1);
  const k = x.exponent + length - (above ? 0 : 1);
  const m = { mantissa: x.mantissa, exponent: x.exponent - k };
  const near = inverseTanh(add(m, exactly(-1)), add(m, exactly(1)));
  const bits = precision + 20;
  return add(
    { mantissa: 2n * near.mantissa, exponent: near.exponent },
    { mantissa: BigInt(k) * ln2(bits), exponent: -bits },
  );
}

function integerRoot(value: bigint): bigint {
  let root = 1n << BigInt(Math.ceil(bitLength(value) / 2));
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

function roundToDouble({ mantissa, exponent }: ExactNumber): number {
  if (mantissa < 0n) return -roundToDouble({ mantissa: -mantissa, exponent });
  if (mantissa === 0n) return 0;
  const lowest = Math.max(bitLength(mantissa) + exponent - 53, -1074);
  const places = lowest - exponent;
  if (places <= 0) return Number(shift(mantissa, -places)) * 2 ** lowest;
  const kept = mantissa >> BigInt(places);
  const twiceRest = (mantissa - (kept << BigInt(places))) << 1n;
  const unit = 1n << BigInt(places);
  const rounded = twiceRest > unit || (twiceRest === unit && (kept & 1n) === 1n) ? kept + 1n : kept;
  // In two steps, since 2^lowest alone may be out of range even if the product is not.
  const half = Math.trunc(lowest / 2);
  return Number(rounded) * 2 ** half * 2 ** (lowest - half);
}
