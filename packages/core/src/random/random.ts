import { add, type Expression, floor, mul, sub } from '../expression/expression.js';

/**
 * nnf's random numbers: a counter-based generator (Salmon et al., *Parallel random numbers: as easy as 1, 2, 3*, SC 2011),
 * so that a number depends on its key alone and not on how many were drawn before it. The state is four words of 12 bits,
 * mixed by rounds of a Feistel network whose function is the middle of a word's square: what a change of the word does to
 * it depends on the word, which the middle of a product with a constant would not give.
 *
 * Every intermediate number is an integer below 2²⁴, or one divided by a power of two, so float32 computes it exactly, on
 * any backend: it is written once, over any arithmetic, and runs on numbers here and as an expression in a plan.
 */
export interface Arithmetic<T> {
  readonly add: (x: T, y: T | number) => T;
  readonly sub: (x: T, y: T | number) => T;
  readonly mul: (x: T, y: T | number) => T;
  readonly floor: (x: T) => T;
}

/** Four words, each an integer from 0 to 4095. */
export type RandomState<T> = readonly [T, T, T, T];

const word = 4096;
const mask = word - 1;
/** Six pass the tests of `random.test.ts`; two more are a margin. */
const rounds = 8;
/** They set the rounds apart, and keep zeros from staying zeros; a square and an offset stay below 2²⁴. */
const offsets = [1013, 3559, 2677, 1867, 431, 3023, 1499, 3301] as const;

/**
 * The state with more of the key in it: one to three words, integers from 0 to 4095. Keys that differ give states that
 * differ, since every step can be undone.
 */
export function absorb<T>(
  on: Arithmetic<T>,
  [a, b, c, d]: RandomState<T>,
  [first, second = 0, third = 0]: readonly [T | number, (T | number)?, (T | number)?],
): RandomState<T> {
  const joined = (x: T, key: T | number): T => (key === 0 ? x : modulo(on, on.add(x, key)));
  let state: RandomState<T> = [joined(a, first), joined(b, third), joined(c, second), d];
  for (let round = 0; round < rounds; round++) state = mix(on, state, round);
  return state;
}

/** One round: the first and third word change the second and fourth, and all move on by one place. */
function mix<T>(on: Arithmetic<T>, [a, b, c, d]: RandomState<T>, round: number): RandomState<T> {
  const first = middle(on, a, offsets[(2 * round) % offsets.length]!);
  const second = middle(on, c, offsets[(2 * round + 1) % offsets.length]!);
  return [modulo(on, on.add(first, b)), c, modulo(on, on.add(second, d)), a];
}

/** x² + offset without its lowest six bits; of the eighteen that are left, the modulo that follows keeps twelve. */
function middle<T>(on: Arithmetic<T>, x: T, offset: number): T {
  return on.floor(on.mul(on.add(on.mul(x, x), offset), 1 / 64));
}

function modulo<T>(on: Arithmetic<T>, x: T): T {
  return on.sub(x, on.mul(on.floor(on.mul(x, 1 / word)), word));
}

/** The state's upper half as a number in [0, 1), a multiple of 2⁻²⁴. */
export function toUniform<T>(on: Arithmetic<T>, [a, b]: RandomState<T>): T {
  return on.mul(on.add(on.mul(a, word), b), 2 ** -24);
}

/**
 * The state with one more integer in it, 0 to 2³⁶ − 1. Gives what `absorb` gives on numbers, in JavaScript's integer
 * operations.
 */
export function absorbInteger(state: RandomState<number>, key: number): RandomState<number> {
  const high = Math.floor(key / word);
  let a = (state[0] + key) & mask;
  let b = (state[1] + Math.floor(high / word)) & mask;
  let c = (state[2] + high) & mask;
  let d = state[3];
  for (let round = 0; round < 2 * rounds; round += 2) {
    const last = a;
    a = (((a * a + offsets[round & 7]!) >> 6) + b) & mask;
    b = c;
    c = (((c * c + offsets[(round + 1) & 7]!) >> 6) + d) & mask;
    d = last;
  }
  return [a, b, c, d];
}

/**
 * Absorbs the integers 0, 1, 2, …, each into the same state, and writes what they give as numbers in [0, 1), multiples of
 * 2⁻⁴⁸. It repeats the rounds of `absorbInteger`: initial weights are drawn by the million, the first thousands before the
 * engine has compiled anything, where every call and allocation costs more than the arithmetic.
 *
 * @param values gets `count` numbers from index `from` on
 */
export function fillUniform(state: RandomState<number>, values: Float64Array, from: number, count: number): void {
  const table = offsets;
  const first = state[0];
  const second = state[1];
  const third = state[2];
  const fourth = state[3];
  for (let key = 0; key < count; key++) {
    const high = Math.floor(key / word);
    let a = (first + key) & mask;
    let b = (second + Math.floor(high / word)) & mask;
    let c = (third + high) & mask;
    let d = fourth;
    for (let round = 0; round < 2 * rounds; round += 2) {
      const last = a;
      a = (((a * a + table[round & 7]!) >> 6) + b) & mask;
      b = c;
      c = (((c * c + table[(round + 1) & 7]!) >> 6) + d) & mask;
      d = last;
    }
    values[from + key] = asUniform(a, b, c, d);
  }
}

/** All four words as a number in [0, 1), a multiple of 2⁻⁴⁸. */
export function asUniform(a: number, b: number, c: number, d: number): number {
  return (a * word + b + (c * word + d) * 2 ** -24) * 2 ** -24;
}

/** Arithmetic on JavaScript's numbers. */
export const numbers: Arithmetic<number> = {
  add: (x, y) => x + y,
  sub: (x, y) => x - y,
  mul: (x, y) => x * y,
  floor: (x) => Math.floor(x),
};

/** Arithmetic on expressions, for a plan. */
export const expressions: Arithmetic<Expression> = { add, sub, mul, floor };

/** An integer from 0 to 2³⁶ − 1 as three words, the least first. */
export function toWords(value: number): readonly [number, number, number] {
  return [value % word, Math.floor(value / word) % word, Math.floor(value / word ** 2) % word];
}

/** The state that everything random of a seed begins with, at one step. Key: (seed, step). */
export function initialState(seed: number, step: number): RandomState<number> {
  return absorbInteger(absorbInteger([0, 0, 0, 0], seed), step);
}
