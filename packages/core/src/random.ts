import { add, type Expression, floor, mul, sub } from './expression.js';

/**
 * nnf's random numbers: a counter-based generator (Salmon et al., *Parallel random numbers: as easy as 1, 2, 3*, SC 2011),
 * so that a number depends on its key alone and not on how many were drawn before it. The state is four words of 12 bits,
 * mixed by rounds of a Feistel network whose function is the middle of a product of two 12-bit words.
 *
 * Every intermediate number is an integer below 2²⁴, so float32 computes it exactly, on any backend: it is written once,
 * over any arithmetic, and runs on numbers here and as an expression in a plan.
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
// Odd, with bits spread over all twelve; the offsets keep zeros from staying zeros.
const multipliers = [3413, 2741, 3989, 2293] as const;
const offsets = [1013, 3559, 2677, 1867] as const;

/** The state with one more word of the key in it: an integer from 0 to 4095. */
export function absorb<T>(
  on: Arithmetic<T>,
  [a, b, c, d]: RandomState<T>,
  key: T | number,
  rounds = 4,
): RandomState<T> {
  let state: RandomState<T> = [modulo(on, on.add(a, key)), b, c, d];
  for (let round = 0; round < rounds; round++) state = mix(on, state, round);
  return state;
}

/** One round: the first and third word change the second and fourth, and all move on by one place. */
function mix<T>(on: Arithmetic<T>, [a, b, c, d]: RandomState<T>, round: number): RandomState<T> {
  const first = scramble(on, a, multipliers[round % 4]!, offsets[round % 4]!);
  const second = scramble(on, c, multipliers[(round + 2) % 4]!, offsets[(round + 1) % 4]!);
  return [modulo(on, on.add(b, first)), c, modulo(on, on.add(d, second)), a];
}

/** The middle twelve bits of x · multiplier + offset. */
function scramble<T>(on: Arithmetic<T>, x: T, multiplier: number, offset: number): T {
  return modulo(on, on.floor(on.mul(on.add(on.mul(x, multiplier), offset), 1 / 64)));
}

function modulo<T>(on: Arithmetic<T>, x: T): T {
  return on.sub(x, on.mul(on.floor(on.mul(x, 1 / word)), word));
}

/** The state's upper half as a number in [0, 1), a multiple of 2⁻²⁴. */
export function toUniform<T>(on: Arithmetic<T>, [a, b]: RandomState<T>): T {
  return on.mul(on.add(on.mul(a, word), b), 2 ** -24);
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
  let state: RandomState<number> = [0, 0, 0, 0];
  for (const key of [...toWords(seed), ...toWords(step)]) state = absorb(numbers, state, key);
  return state;
}
