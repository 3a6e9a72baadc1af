import { F32x4, F64x2, V128 } from './instructions.js';
import { float64Lanes } from './lanes.js';
import { twoOverPi } from './two-over-pi.js';
import { type Term, VectorFormula } from './vector-formula.js';

/** π/2 in parts. Products of the first three, of 33 bits each, with a number of quarter turns below 2²⁰ are exact. */
const parts = [1.5707963267341256, 6.077100506303966e-11, 2.0222662487111665e-21, 8.4784276603689e-32] as const;
/** Up to here, numbers are reduced by these parts. */
const moderate = 1e6;
/** What π/2 as a double lacks. */
const halfPiLow = 6.123233995736766e-17;

/**
 * sin x or cos x: x less a multiple of π/2 (Cody and Waite, 1980, ch. 8; above 10⁶, Payne and Hanek, SIGNUM 18, 1983), and the
 * Taylor series of both functions near 0. Single precision is computed in double.
 *
 * @param quarters how many quarter turns are added to x: 0 for the sine, 1 for the cosine
 */
export function sine(f: VectorFormula, x: Term, quarters: 0 | 1): Term {
  if (f.lanes.count === 2) return sineOf(f, x, quarters, 1023);
  const wide = new VectorFormula(float64Lanes, f.code);
  const all = f.let(x);
  const half = (numbers: Term): Term =>
    f.op(F32x4.demote_f64x2_zero, sineOf(wide, f.op(F64x2.promote_low_f32x4, numbers), quarters, 127));
  const low = f.let(half(all));
  return f.shuffle(low, f.let(half(f.let(f.shuffle(all, all, [2, 3, 2, 3])))), [0, 1, 4, 5]);
}

/** An angle from −π/4 to π/4 in two parts, and the number of quarter turns that were taken off. */
interface Angle {
  readonly high: number;
  readonly low: number;
  readonly turns: number;
}

function sineOf(f: VectorFormula, x: Term, quarters: 0 | 1, largestExponent: number): Term {
  const given = f.let(x);
  // The sine is odd, the cosine even.
  const size = f.let(f.abs(given));
  const angle = reduced(f, size);
  f.put(f.op(f.lanes.vector.ge, size, f.number(moderate)));
  f.code.vector(V128.any_true).when(() => reduceLarge(f, size, angle, largestExponent));
  const turns = f.let(f.add(angle.turns, f.number(quarters)));
  const half = f.let(f.op(f.lanes.vector.floor, f.mul(turns, f.number(0.5))));
  const isOdd = f.op(f.lanes.vector.gt, turns, f.add(half, half));
  const pairs = f.op(f.lanes.vector.floor, f.mul(half, f.number(0.5)));
  const isBack = f.op(f.lanes.vector.gt, half, f.mul(pairs, f.number(2)));
  const value = f.let(f.select(isOdd, cosineNear0(f, angle), sineNear0(f, angle)));
  const turned = f.op(V128.xor, value, f.op(V128.and, isBack, f.number(-0)));
  return quarters === 1 ? turned : f.op(V128.xor, turned, f.op(V128.and, given, f.number(-0)));
}

/** size − turns · π/2, with the rounding errors of the differences. */
function reduced(f: VectorFormula, size: Term): Angle {
  const turns = f.let(f.nearest(f.mul(size, f.number(2 / Math.PI))));
  let high = f.let(f.sub(size, f.mul(turns, f.number(parts[0]))));
  let low: Term = f.neg(f.mul(turns, f.number(parts[3])));
  for (const part of [parts[1], parts[2]]) {
    const product = f.let(f.mul(turns, f.number(part)));
    const difference = f.let(f.sub(high, product));
    // The error of a difference (Knuth, vol. 2, §4.2.2, thm. B).
    const back = f.let(f.sub(difference, high));
    low = f.add(low, f.sub(f.sub(high, f.sub(difference, back)), f.add(product, back)));
    low = f.let(low);
    high = difference;
  }
  return { ...inOrder(f, high, low), turns };
}

/** Two numbers of the same sum, of which the second is a rounding error of the first. */
function inOrder(f: VectorFormula, a: number, b: Term): Pick<Angle, 'high' | 'low'> {
  const small = f.let(b);
  const high = f.let(f.add(a, small));
  return { high, low: f.let(f.sub(small, f.sub(high, a))) };
}

/**
 * Reduces numbers above `moderate`. x · 2/π is computed from the digits of 2/π that matter: those before give whole turns, and
 * those after are too small. Digits have 24 bits, so sums of their products are exact.
 */
function reduceLarge(f: VectorFormula, size: number, angle: Angle, largestExponent: number): void {
  const digit = 2 ** 24;
  const shifter = f.number(1.5 * 2 ** 52);
  const exponent = f.sub(f.sub(f.addBits(f.shiftRight(size, 52), shifter), shifter), f.number(1023 + 52));
  const floor = (term: Term): Term => f.op(f.lanes.vector.floor, term);
  // The place of the first digit, and x as an integer of four digits, counted from there.
  const place = f.let(floor(f.mul(exponent, f.number(1 / 24))));
  const scale = f.shiftLeft(f.add(f.mul(place, f.number(-24)), f.number(1.5 * 2 ** 52 + 1023)), 52);
  let rest = f.let(f.mul(size, scale));
  const x = [3, 2, 1, 0].map((power) => {
    const whole = f.let(floor(f.mul(rest, f.number(digit ** -power))));
    rest = f.let(f.sub(rest, f.mul(whole, f.number(digit ** power))));
    return whole;
  });
  const digits = selectedDigits(f, f.let(f.add(place, f.number(2))), largestExponent);
  let carry: Term = f.number(0);
  const fraction: number[] = [];
  for (let n = 6; n >= 0; n--) {
    const products = x.map((own, i) => f.mul(own, digits[n + 3 - i]!));
    const sum = f.let(
      f.add(
        products.reduce((one, other) => f.add(one, other)),
        carry,
      ),
    );
    const over = f.let(floor(f.mul(sum, f.number(1 / digit))));
    carry = over;
    fraction[n] = f.let(f.sub(sum, f.mul(over, f.number(digit))));
  }
  // To the nearest multiple: a fraction of ½ or more is one turn more.
  const isUp = f.let(f.op(f.lanes.vector.ge, fraction[1]!, f.number(digit / 2)));
  const turns = f.add(fraction[0]!, f.op(V128.and, isUp, f.number(1)));
  const first = f.sub(fraction[1]!, f.op(V128.and, isUp, f.number(digit)));
  const pair = (a: Term, b: Term, power: number): Term =>
    f.mul(f.add(f.mul(a, f.number(digit)), b), f.number(digit ** -power));
  const ordered = inOrder(f, f.let(pair(first, fraction[2]!, 2)), pair(fraction[3]!, fraction[4]!, 4));
  const part = f.let(f.add(ordered.low, pair(fraction[5]!, fraction[6]!, 6)));
  const result = timesHalfPi(f, ordered.high, part);
  const isLarge = f.let(f.op(f.lanes.vector.ge, size, f.number(moderate)));
  const isNumber = f.op(f.lanes.vector.lt, size, f.number(Number.POSITIVE_INFINITY));
  const high = f.select(isNumber, result.high, f.number(Number.NaN));
  f.assign(angle.high, f.select(isLarge, high, angle.high));
  f.assign(angle.low, f.select(isLarge, result.low, angle.low));
  f.assign(angle.turns, f.select(isLarge, turns, angle.turns));
}

/** Ten digits of 2/π from a place on, which differs from lane to lane: selected by each bit of the place in turn. */
function selectedDigits(f: VectorFormula, place: number, largestExponent: number): readonly Term[] {
  let rest = place;
  let digits: readonly Term[] = twoOverPi().map((digit) => f.number(digit));
  for (let step = largestExponent > 127 ? 32 : 4; step >= 1; step /= 2) {
    const isBeyond = f.let(f.op(f.lanes.vector.ge, rest, f.number(step)));
    rest = f.let(f.sub(rest, f.op(V128.and, isBeyond, f.number(step))));
    const from = digits;
    digits = Array.from({ length: 9 + step }, (_, i) => f.let(f.select(isBeyond, from[i + step]!, from[i]!)));
  }
  return digits;
}

/** (high + low) · π/2. The product's rounding error comes from products of halves (Dekker, 1971). */
function timesHalfPi(f: VectorFormula, high: number, low: Term): Pick<Angle, 'high' | 'low'> {
  const piHigh = Math.fround(Math.PI / 2);
  const piLow = Math.PI / 2 - piHigh;
  const product = f.let(f.mul(high, f.number(Math.PI / 2)));
  const scaled = f.let(f.mul(high, f.number(2 ** 27 + 1)));
  const upper = f.let(f.sub(scaled, f.sub(scaled, high)));
  const lower = f.let(f.sub(high, upper));
  const first = f.sub(f.mul(upper, f.number(piHigh)), product);
  const middle = f.add(f.mul(upper, f.number(piLow)), f.mul(lower, f.number(piHigh)));
  const error = f.add(f.add(first, middle), f.mul(lower, f.number(piLow)));
  const rest = f.add(f.mul(high, f.number(halfPiLow)), f.mul(low, f.number(Math.PI / 2)));
  return inOrder(f, product, f.add(error, rest));
}

/** 1/first!, −1/(first + 2)!, …: eight coefficients of the Taylor series. */
function coefficients(first: number): readonly number[] {
  const result: number[] = [];
  let factorial = 1;
  for (let n = 2; n < first + 16; n++) {
    factorial *= n;
    if (n >= first && (n - first) % 2 === 0) result.push((result.length % 2 === 0 ? 1 : -1) / factorial);
  }
  return result;
}

/** h + (l − l · h²/2 − h³/3! + …) */
function sineNear0(f: VectorFormula, { high, low }: Angle): Term {
  const z = f.let(f.mul(high, high));
  const series = f.mul(f.mul(high, z), f.polynomial(coefficients(3), z));
  const rest = f.sub(low, f.mul(low, f.mul(z, f.number(0.5))));
  return f.add(high, f.sub(rest, series));
}

/** 1 − h²/2 + (h⁴/4! − … − h · l), with the rounding error of the first difference. */
function cosineNear0(f: VectorFormula, { high, low }: Angle): Term {
  const z = f.let(f.mul(high, high));
  const half = f.let(f.mul(z, f.number(0.5)));
  const first = f.let(f.sub(f.number(1), half));
  const lost = f.sub(f.sub(f.number(1), first), half);
  const series = f.sub(f.mul(f.mul(z, z), f.polynomial(coefficients(4), z)), f.mul(high, low));
  return f.add(first, f.add(lost, series));
}
