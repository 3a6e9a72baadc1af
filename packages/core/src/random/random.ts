import { add, type Expression, floor, mul, sub } from '../expression/expression.js';

/**
 * The arithmetic of nnf's random numbers, on numbers or on expressions.
 *
 * The generator is counter-based (Salmon et al., *Parallel random numbers: as easy as 1, 2, 3*, SC 2011): a number depends
 * only on its key, not on how many were drawn before. The state is four words of 12 bits, mixed by rounds of a Feistel
 * network. The round function is the middle of a word's square. Unlike the middle of a product with a constant, it is
 * nonlinear: the effect of changing a word depends on the word.
 *
 * Every intermediate number is an integer below 2²⁴, or such an integer divided by a power of two. So float32 computes it
 * exactly on every backend, and one implementation serves both the host and the plans.
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
/** Six rounds pass the tests of `random.test.ts`; two more are a margin. */
const rounds = 8;
/** Round constants: they make the rounds differ, and change a state of zeros. A square plus an offset stays below 2²⁴. */
const offsets = [1013, 3559, 2677, 1867, 431, 3023, 1499, 3301] as const;

/**
 * Absorbs a part of the key, one to three words from 0 to 4095, into the state. Different keys give different states because
 * every step is invertible.
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

/** One round: the first and third word change the second and fourth, and all words rotate by one place. */
function mix<T>(on: Arithmetic<T>, [a, b, c, d]: RandomState<T>, round: number): RandomState<T> {
  const first = middle(on, a, offsets[(2 * round) % offsets.length]!);
  const second = middle(on, c, offsets[(2 * round + 1) % offsets.length]!);
  return [modulo(on, on.add(first, b)), c, modulo(on, on.add(second, d)), a];
}

/** x² + offset without its lowest six bits. Of the remaining eighteen, the modulo that follows keeps twelve. */
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
 * Absorbs an integer from 0 to 2³⁶ − 1 into the state. It equals `absorb` of `toWords(key)`, in JavaScript's integer
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
 * Writes `count` numbers in [0, 1), multiples of 2⁻⁴⁸: number i is that of the state after absorbing
 * `first` + i. It repeats the rounds
 * of `absorbInteger` inline. Initial weights are drawn by the million, the first thousands before the engine has compiled
 * anything, when a call or an allocation costs more than the arithmetic.
 *
 * @param values receives the numbers, starting at index `from`
 */
export function fillUniform(
  state: RandomState<number>,
  values: Float64Array,
  from: number,
  count: number,
  first = 0,
): void {
  const table = offsets;
  const word0 = state[0];
  const word1 = state[1];
  const word2 = state[2];
  const word3 = state[3];
  for (let i = 0; i < count; i++) {
    const key = first + i;
    const high = Math.floor(key / word);
    let a = (word0 + key) & mask;
    let b = (word1 + Math.floor(high / word)) & mask;
    let c = (word2 + high) & mask;
    let d = word3;
    for (let round = 0; round < 2 * rounds; round += 2) {
      const last = a;
      a = (((a * a + table[round & 7]!) >> 6) + b) & mask;
      b = c;
      c = (((c * c + table[(round + 1) & 7]!) >> 6) + d) & mask;
      d = last;
    }
    values[from + i] = asUniform(a, b, c, d);
  }
}

/** All four words as a number in [0, 1), a multiple of 2⁻⁴⁸. */
export function asUniform(a: number, b: number, c: number, d: number): number {
  return (a * word + b + (c * word + d) * 2 ** -24) * 2 ** -24;
}

/** Arithmetic on numbers. */
export const numbers: Arithmetic<number> = {
  add: (x, y) => x + y,
  sub: (x, y) => x - y,
  mul: (x, y) => x * y,
  floor: (x) => Math.floor(x),
};

/** Arithmetic on expressions, for a plan. */
export const expressions: Arithmetic<Expression> = { add, sub, mul, floor };

/** An integer from 0 to 2³⁶ − 1 as three words, the least significant first. */
export function toWords(value: number): readonly [number, number, number] {
  return [value % word, Math.floor(value / word) % word, Math.floor(value / word ** 2) % word];
}

/** The state after absorbing (seed, step), from which all random numbers of that step are derived. */
export function initialState(seed: number, step: number): RandomState<number> {
  return absorbInteger(absorbInteger([0, 0, 0, 0], seed), step);
}
