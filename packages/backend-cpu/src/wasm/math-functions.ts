import { FunctionCode } from './function-code.js';
import { V128, ValueType } from './instructions.js';
import type { Lanes } from './lanes.js';
import { sine } from './sine.js';
import { type Term, VectorFormula } from './vector-formula.js';

/** The functions that have no WebAssembly instruction. */
export type MathFunction = 'exp' | 'log' | 'sin' | 'cos' | 'tanh' | 'sigmoid' | 'softplus';

/** The properties of a number format that the functions need (IEEE 754, §3.6). */
interface Format {
  readonly mantissaBits: number;
  readonly bias: number;
  /** ln 2 in two parts. The first ends in enough zero bits that its product with an exponent is exact. */
  readonly ln2High: number;
  readonly ln2Low: number;
  /** Numbers of terms of the Taylor series of exp and log whose error is below half a unit in the last place. */
  readonly expTerms: number;
  readonly logTerms: number;
  /** Below and above these, eˣ is 0 and Infinity. */
  readonly expRange: readonly [number, number];
  /** Above this, tanh is 1. */
  readonly tanhRange: number;
}

const single: Format = {
  mantissaBits: 23,
  bias: 127,
  ln2High: 0.693359375,
  ln2Low: -0.00021219444005469057,
  expTerms: 7,
  logTerms: 5,
  expRange: [-105, 89],
  tanhRange: 15,
};

const double: Format = {
  mantissaBits: 52,
  bias: 1023,
  ln2High: 0.6931471803691238,
  ln2Low: 1.9082149292705877e-10,
  expTerms: 13,
  logTerms: 10,
  expRange: [-746, 710],
  tanhRange: 30,
};

/** Writes a function of one vector, computed lane by lane. */
export function mathFunction(name: MathFunction, lanes: Lanes): FunctionCode {
  const formula = new VectorFormula(lanes, new FunctionCode([ValueType.v128], [ValueType.v128]));
  const format = lanes.count === 4 ? single : double;
  formula.put(builders[name](formula, format, 0));
  return formula.code;
}

type Builder = (f: VectorFormula, format: Format, x: Term) => Term;

/** eˣ = 2ⁿ · eʳ with n the integer nearest to x / ln 2 and |r| ≤ ln 2 / 2 (Cody and Waite, 1980, ch. 6). */
const exp: Builder = (f, format, x) => {
  const { power, r } = reduceExponent(
    f,
    format,
    f.max(f.min(x, f.number(format.expRange[1])), f.number(format.expRange[0])),
  );
  return scaled(f, format, f.let(f.add(f.number(1), expMinusOneNear0(f, format, r))), power);
};

/** x = n · ln 2 + r. */
function reduceExponent(f: VectorFormula, format: Format, x: Term): { readonly power: Term; readonly r: Term } {
  const clamped = f.let(x);
  const power = f.let(f.nearest(f.mul(clamped, f.number(Math.LOG2E))));
  const high = f.sub(clamped, f.mul(power, f.number(format.ln2High)));
  return { power, r: f.let(f.sub(high, f.mul(power, f.number(format.ln2Low)))) };
}

/** eʳ − 1 = r + r²/2! + r³/3! + … */
function expMinusOneNear0(f: VectorFormula, { expTerms }: Format, r: Term): Term {
  let factorial = 1;
  const coefficients = Array.from({ length: expTerms - 1 }, (_, i) => {
    factorial *= i + 2;
    return 1 / factorial;
  });
  return f.add(r, f.mul(f.mul(r, r), f.polynomial(coefficients, r)));
}

/** y · 2ⁿ in two steps, so that neither power overflows if the result does not. */
function scaled(f: VectorFormula, format: Format, y: Term, power: Term): Term {
  const half = f.let(f.nearest(f.mul(power, f.number(0.5))));
  return f.mul(f.mul(y, powerOfTwo(f, format, half)), powerOfTwo(f, format, f.sub(power, half)));
}

/** 2ⁿ for an integer n: n plus the bias, shifted to the exponent's bits. */
function powerOfTwo(f: VectorFormula, format: Format, n: Term): Term {
  return f.shiftLeft(f.add(n, f.number(shifterOf(format) + format.bias)), format.mantissaBits);
}

/** A number that, added to a small integer, leaves the integer in the low bits. */
function shifterOf({ mantissaBits }: Format): number {
  return 1.5 * 2 ** mantissaBits;
}

/**
 * log x = k · ln 2 + log(1 + f), with 1 + f between √½ and √2. With s = f / (2 + f), log(1 + f) = f − (f²/2 − s · (f²/2
 * + R)), R = ⅔s² + ⅖s⁴ + … (as in FreeBSD's e_log.c, but with the coefficients of the series).
 */
const log: Builder = (f, format, x) => {
  const isSmall = f.let(f.op(f.lanes.vector.lt, x, f.number(2 ** (1 - format.bias))));
  const lift = format.mantissaBits + 2;
  const normal = f.let(f.select(isSmall, f.mul(x, f.number(2 ** lift)), x));
  const k = f.let(f.shiftRight(f.subBits(normal, f.number(Math.SQRT1_2)), format.mantissaBits));
  const mantissa = f.subBits(normal, f.shiftLeft(k, format.mantissaBits));
  const shifter = f.number(shifterOf(format));
  const exponent = f.let(f.sub(f.sub(f.addBits(k, shifter), shifter), f.op(V128.and, isSmall, f.number(lift))));
  const result = f.let(logOf(f, format, f.let(f.sub(mantissa, f.number(1))), exponent));
  const finite = f.select(f.op(f.lanes.vector.lt, x, f.number(Number.POSITIVE_INFINITY)), result, x);
  const positive = f.select(f.op(f.lanes.vector.lt, x, f.number(0)), f.number(Number.NaN), finite);
  return f.select(f.op(f.lanes.vector.eq, x, f.number(0)), f.number(Number.NEGATIVE_INFINITY), positive);
};

function logOf(f: VectorFormula, format: Format, fraction: Term, exponent: Term): Term {
  const s = f.let(f.div(fraction, f.add(f.number(2), fraction)));
  const z = f.let(f.mul(s, s));
  const coefficients = Array.from({ length: format.logTerms }, (_, i) => 2 / (2 * i + 3));
  const r = f.mul(z, f.polynomial(coefficients, z));
  const half = f.let(f.mul(f.number(0.5), f.mul(fraction, fraction)));
  const low = f.add(f.mul(s, f.add(half, r)), f.mul(exponent, f.number(format.ln2Low)));
  return f.sub(f.mul(exponent, f.number(format.ln2High)), f.sub(f.sub(half, low), fraction));
}

/** tanh x = t / (t + 2) with t = e^(2|x|) − 1, and the sign of x. */
const tanh: Builder = (f, format, x) => {
  const twice = f.mul(f.number(2), f.min(f.abs(x), f.number(format.tanhRange)));
  const { power, r } = reduceExponent(f, format, twice);
  const two = f.let(powerOfTwo(f, format, power));
  const t = f.let(f.add(f.mul(two, expMinusOneNear0(f, format, r)), f.sub(two, f.number(1))));
  return withSignOf(f, f.div(t, f.add(t, f.number(2))), x);
};

function withSignOf(f: VectorFormula, magnitude: Term, x: Term): Term {
  return f.op(V128.or, magnitude, f.op(V128.and, x, f.number(-0)));
}

/**
 * e^−|x| / (1 + e^−|x|) for negative x, 1 / (1 + e^−|x|) for others. No power overflows, and small results keep their
 * precision.
 */
const sigmoid: Builder = (f, format, x) => {
  const power = f.let(exp(f, format, f.let(f.neg(f.abs(x)))));
  const numerator = f.select(f.op(f.lanes.vector.lt, x, f.number(0)), power, f.number(1));
  return f.div(numerator, f.add(f.number(1), power));
};

/**
 * max(x, 0) + log(1 + e^−|x|). The rounding error of 1 + e is added back (Goldberg, *Floating-point arithmetic*, 1991,
 * thm. 4).
 */
const softplus: Builder = (f, format, x) => {
  const power = f.let(exp(f, format, f.let(f.neg(f.abs(x)))));
  const sum = f.let(f.add(f.number(1), power));
  const lost = f.let(f.div(f.sub(power, f.sub(sum, f.number(1))), sum));
  const logarithm = f.let(log(f, format, sum));
  return f.add(f.max(x, f.number(0)), f.add(logarithm, lost));
};

const builders: { readonly [name in MathFunction]: Builder } = {
  exp,
  log,
  sin: (f, _, x) => sine(f, x, 0),
  cos: (f, _, x) => sine(f, x, 1),
  tanh,
  sigmoid,
  softplus,
};
