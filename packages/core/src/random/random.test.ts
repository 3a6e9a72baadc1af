import { describe, expect, it } from 'vitest';
import { argument } from '../expression/expression.js';
import { interpretExpression } from '../testing/interpret-expression.js';
import {
  type Arithmetic,
  absorb,
  absorbInteger,
  expressions,
  initialState,
  numbers,
  type RandomState,
  toUniform,
  toWords,
} from './random.js';

type State = RandomState<number>;
const absorbed = (state: State, value: number): State => absorb(numbers, state, toWords(value));
const streamState = (seed: number, step: number, stream: number): State =>
  absorb(numbers, initialState(seed, step), [stream]);

/** A small generator of another kind, to choose keys with. */
function choices(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describe('the generator', () => {
  it('computes only with integers below 2²⁴, divided by a power of two', () => {
    let computed = 0;
    const checked = (value: number): number => {
      computed++;
      // Below 2²⁴ times a power of two is what float32 has room for.
      const scaled = Number.isInteger(value) ? value : value * 2 ** 24;
      if (value < 0 || value >= 2 ** 24 || Math.fround(value) !== value || !Number.isInteger(scaled)) {
        throw new Error(`${value} is not exact in float32`);
      }
      return value;
    };
    const exact: Arithmetic<number> = {
      add: (x, y) => checked(x + y),
      sub: (x, y) => checked(x - y),
      mul: (x, y) => checked(x * y),
      floor: (x) => checked(Math.floor(x)),
    };
    const choose = choices(1);
    const states: State[] = [
      [0, 0, 0, 0],
      [4095, 4095, 4095, 4095],
    ];
    for (let i = 0; i < 2000; i++) states.push([choose(4096), choose(4096), choose(4096), choose(4096)]);
    for (const state of states) {
      for (const key of [[0, 0, 0], [4095, 4095, 4095], [choose(4096), choose(4096)], [choose(4096)]] as const) {
        const next = absorb(exact, state, key);
        for (const word of next) expect(Number.isInteger(word) && word >= 0 && word < 4096).toBe(true);
        expect(toUniform(exact, next)).toBeLessThan(1);
        expect(next).toEqual(absorb(numbers, state, key));
      }
    }
    expect(computed).toBeGreaterThan(500_000);
    // Every square, with every offset that there is, has its place: the largest are the last word's.
    for (let word = 0; word < 4096; word++) absorb(exact, [word, 4095, word, 4095], [0]);
  });

  it('has the same bits as an expression, in float64 and in float32', () => {
    const choose = choices(2);
    const [a, b, c, d, low, high] = Array.from({ length: 6 }, (_, position) => argument(position));
    const formula = toUniform(expressions, absorb(expressions, [a!, b!, c!, d!], [low!, high!]));
    for (let i = 0; i < 200; i++) {
      const state: State = [choose(4096), choose(4096), choose(4096), choose(4096)];
      const words = [choose(4096), choose(4096)] as const;
      const expected = toUniform(numbers, absorb(numbers, state, words));
      expect(interpretExpression(formula, [...state, ...words])).toBe(expected);
      expect(interpretExpression(formula, [...state, ...words], { round: Math.fround })).toBe(expected);
    }
  });

  it('absorbs the same with integer operations', () => {
    const choose = choices(3);
    for (let i = 0; i < 2000; i++) {
      const state: State = [choose(4096), choose(4096), choose(4096), choose(4096)];
      const key = i % 3 === 0 ? choose(4096) : choose(2 ** 30) * (i % 3 === 1 ? 1 : 63) + choose(7);
      expect(absorbInteger(state, key)).toEqual(absorbed(state, key));
    }
  });

  it('splits integers into words, the least significant first', () => {
    expect(toWords(0)).toEqual([0, 0, 0]);
    expect(toWords(2 ** 36 - 1)).toEqual([4095, 4095, 4095]);
    expect(toWords(4096 ** 2 * 7 + 4096 * 5 + 3)).toEqual([3, 5, 7]);
  });

  it('depends on every part of its key', () => {
    const seen = new Set<string>();
    for (const seed of [0, 1, 4096, 2 ** 31, 2 ** 32 - 1]) {
      for (const step of [0, 1, 4096, 2 ** 35]) {
        for (const stream of [0, 1, 2049]) {
          for (const row of [0, 1, 4096]) seen.add(absorbed(streamState(seed, step, stream), row).join());
        }
      }
    }
    expect(seen.size).toBe(5 * 4 * 3 * 3);
  });

  it('has no collisions among the states of 2¹⁷ rows, near and far', () => {
    // Keys of one absorption cannot collide. Those of two would, by chance, with probability 3e-5.
    const base = streamState(1, 1, 0);
    const seen = new Set<number>();
    for (let row = 0; row < 2 ** 16; row++)
      for (const far of [row, row * 256 + 1]) seen.add(packed(absorbed(base, far)));
    expect(seen.size).toBeGreaterThanOrEqual(2 ** 17 - 256);
    const pairs = new Set<number>();
    for (let row = 0; row < 256; row++) {
      const state = absorbed(base, row);
      for (let column = 0; column < 256; column++) pairs.add(packed(absorbed(state, column)));
    }
    expect(pairs.size).toBe(2 ** 16);
  });

  it('changes about half of all bits for every bit of the key', () => {
    const choose = choices(3);
    const samples = 1000;
    const keyed: readonly (readonly [name: string, bits: number, state: (key: number, other: number) => State])[] = [
      ['seed', 32, (seed, other) => absorbed(absorbed(streamState(seed, other, 1), other), 3)],
      ['step', 30, (step, other) => absorbed(absorbed(streamState(other, step, 1), other), 3)],
      ['stream', 11, (stream, other) => absorbed(absorbed(streamState(other, 2, stream), other), 3)],
      ['row', 24, (row, other) => absorbed(absorbed(streamState(other, 2, 1), row), 3)],
      ['column', 24, (column, other) => absorbed(absorbed(streamState(other, 2, 1), 3), column)],
    ];
    for (const [name, bits, stateOf] of keyed) {
      const changes = Array.from({ length: bits }, () => new Float64Array(48));
      for (let sample = 0; sample < samples; sample++) {
        const key = choose(2 ** bits);
        const other = choose(2 ** 20);
        const before = stateOf(key, other);
        for (let bit = 0; bit < bits; bit++) {
          const isSet = Math.floor(key / 2 ** bit) % 2 === 1;
          const after = stateOf(isSet ? key - 2 ** bit : key + 2 ** bit, other);
          for (let out = 0; out < 48; out++) {
            const place = Math.floor(out / 12);
            changes[bit]![out]! += ((before[place]! ^ after[place]!) >> (out % 12)) & 1;
          }
        }
      }
      // Each count is binomial, of deviation √samples / 2. Beyond 5 of them: one in two million.
      const worst = Math.max(...changes.flatMap((row) => [...row].map((count) => Math.abs(count - samples / 2))));
      expect(worst, name).toBeLessThan((5 * Math.sqrt(samples)) / 2);
    }
  });

  describe.each(grids())('over %s', (_, state) => {
    const side = 384;
    const states = state(side);
    it.each([
      ['upper half', (s: State) => (s[0] * 4096 + s[1]) / 2 ** 24],
      ['lower half', (s: State) => (s[2] * 4096 + s[3]) / 2 ** 24],
      ['second word', (s: State) => s[1] / 4096],
      ['fourth word', (s: State) => s[3] / 4096],
    ])('has values, pairs, differences and correlations as if by chance: %s', (_name, value) => {
      // All of these are about normal with deviation 1. Beyond 5: one in two million; there are some 600.
      for (const [name, deviations] of statistics(Float64Array.from(states, value), side)) {
        expect(Math.abs(deviations), name).toBeLessThan(5);
      }
    });
  });
});

function packed([a, b, c, d]: State): number {
  return ((a * 4096 + b) * 4096 + c) * 4096 + d;
}

/** States over two parts of the key, the others held fixed: `side` rows of `side` each. */
function grids(): readonly (readonly [name: string, states: (side: number) => readonly State[]])[] {
  const square = (first: (i: number) => State, second: (state: State, j: number) => State) => (side: number) =>
    Array.from({ length: side }, (_, i) => first(i)).flatMap((state) =>
      Array.from({ length: side }, (_, j) => second(state, j)),
    );
  const base = streamState(7, 3, 1);
  return [
    ['rows and columns', square((row) => absorbed(base, row), absorbed)],
    [
      'rows and far columns',
      square(
        (row) => absorbed(base, row),
        (state, j) => absorbed(state, j * 4096),
      ),
    ],
    [
      'steps and rows',
      square(
        (step) => streamState(7, step + 1, 0),
        (state, row) => absorbed(absorbed(state, row), 0),
      ),
    ],
    ['streams and columns', square((stream) => absorbed(streamState(7, 1, stream), 0), absorbed)],
    ['seeds and columns', square((seed) => absorbed(streamState(seed, 1, 0), 0), absorbed)],
  ];
}

/** How far from what chance would give, in standard deviations. */
function statistics(values: Float64Array, side: number): readonly (readonly [name: string, deviations: number])[] {
  const bins = 1024;
  const found: (readonly [string, number])[] = [['values', chiSquare(values, bins)]];
  const neighbours: readonly (readonly [down: number, right: number])[] = [
    [1, 0],
    [0, 1],
    [1, 1],
    [0, 2],
    [0, 16],
    [16, 0],
    [0, 64],
  ];
  for (const [down, right] of neighbours) {
    const pairs: number[] = [];
    const differences: number[] = [];
    let products = 0;
    for (let i = 0; i + down < side; i++) {
      for (let j = 0; j + right < side; j++) {
        const one = values[i * side + j]!;
        const other = values[(i + down) * side + j + right]!;
        pairs.push((Math.floor(one * 32) + other) / 32);
        differences.push((one - other + 1) % 1);
        products += (one - 0.5) * (other - 0.5) * 12;
      }
    }
    const where = `neighbours ${down} down, ${right} right`;
    found.push([`pairs of ${where}`, chiSquare(pairs, bins)]);
    found.push([`differences of ${where}`, chiSquare(differences, bins)]);
    found.push([`correlation of ${where}`, products / Math.sqrt(pairs.length)]);
  }
  const second: number[] = [];
  for (let i = 0; i + 1 < side; i++) {
    for (let j = 0; j + 1 < side; j++) {
      const at = (down: number, right: number): number => values[(i + down) * side + j + right]!;
      second.push((at(0, 0) - at(1, 0) - at(0, 1) + at(1, 1) + 2) % 1);
    }
  }
  found.push(['second differences', chiSquare(second, bins)]);
  return found;
}

/** χ² of numbers in [0, 1) that ought to be uniform, as deviations from what it is on average. */
function chiSquare(values: ArrayLike<number>, bins: number): number {
  const counts = new Float64Array(bins);
  for (let i = 0; i < values.length; i++) counts[Math.floor(values[i]! * bins)]!++;
  const expected = values.length / bins;
  const sum = counts.reduce((total, count) => total + (count - expected) ** 2 / expected, 0);
  return (sum - (bins - 1)) / Math.sqrt(2 * (bins - 1));
}
