import { describe, expect, it } from 'vitest';
import { failureOf } from '../testing/failure-of.js';
import { randomSource, shuffledOrder } from './random-source.js';

const draw = (seed: number, purpose: 'shuffle' | 'initial values', step: number): readonly number[] => {
  const source = randomSource(seed, purpose, step);
  return Array.from({ length: 64 }, (_, i) => source.uniform(Math.floor(i / 8), i % 8));
};

describe('randomSource', () => {
  it.each([-1, 1.5, 2 ** 32, undefined])('rejects the seed %s', (seed) => {
    expect(failureOf(() => randomSource(seed as number, 'shuffle', 0))).toBe(
      `INVALID_ARGUMENT seed is ${seed}, expected an integer from 0 to 4294967295`,
    );
  });

  it.each([
    [undefined, undefined],
    [0, 0.5],
    [-1, 0],
  ])('refuses row %s and column %s', (row, column) => {
    expect(failureOf(() => randomSource(1, 'initial values', 0).uniform(row as number, column as number))).toBe(
      `INVALID_ARGUMENT random: [row, column] is [${row}, ${column}], expected integers of 0 or more`,
    );
  });

  it.each([
    [undefined, 1],
    [1, -1],
    [0.5, 1],
  ])('refuses %s rows of %s columns', (rows, columns) => {
    expect(failureOf(() => randomSource(1, 'initial values', 0).uniforms(rows as number, columns as number))).toBe(
      `INVALID_ARGUMENT random: [rows, columns] is [${rows}, ${columns}], expected integers of 0 or more`,
    );
  });

  it('returns the same numbers one by one and as a matrix', () => {
    const source = randomSource(7, 'initial values', 1);
    const one = Array.from({ length: 3 * 5000 }, (_, i) => source.uniform(Math.floor(i / 5000), i % 5000));
    expect(Array.from(source.uniforms(3, 5000))).toEqual(one);
    expect(source.uniforms(0, 4)).toHaveLength(0);
  });

  it('returns multiples of 2⁻⁴⁸ in [0, 1)', () => {
    for (const value of draw(1, 'initial values', 0)) {
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThan(1);
      expect(Number.isInteger(value * 2 ** 48)).toBe(true);
    }
    expect(draw(1, 'initial values', 0).some((value) => !Number.isInteger(value * 2 ** 40))).toBe(true);
  });

  it('returns the same number for the same key, in any order of calls', () => {
    const source = randomSource(5, 'initial values', 2);
    const [a, b] = [source.uniform(3, 4), source.uniform(7, 4)];
    expect([source.uniform(7, 4), source.uniform(3, 4)]).toEqual([b, a]);
    expect(randomSource(5, 'initial values', 2).uniform(3, 4)).toBe(a);
    expect(a).not.toBe(source.uniform(4, 3));
  });

  it('returns different numbers for another seed, purpose or step', () => {
    const all = [
      draw(1, 'shuffle', 0),
      draw(2, 'shuffle', 0),
      draw(1, 'initial values', 0),
      draw(1, 'shuffle', 1),
      draw(2 ** 32 - 1, 'shuffle', 0),
    ].flat();
    expect(new Set(all).size).toBe(5 * 64);
  });

  it('distinguishes rows and columns beyond 2²⁴', () => {
    const source = randomSource(1, 'shuffle', 0);
    expect(source.uniform(2 ** 24, 0)).not.toBe(source.uniform(0, 0));
    expect(source.uniform(0, 2 ** 24)).not.toBe(source.uniform(0, 0));
  });

  it('returns exactly these numbers, which must never change', () => {
    const source = randomSource(1, 'initial values', 0);
    expect([source.uniform(0, 0), source.uniform(0, 1), source.uniform(1, 0)]).toMatchInlineSnapshot(`
      [
        0.7825013319269019,
        0.32238392985204456,
        0.33919710716237716,
      ]
    `);
  });
});

describe('shuffledOrder', () => {
  it.each([0, 1, 2, 3, 10, 1000])('is a permutation of %d', (length) => {
    const order = shuffledOrder(length, randomSource(1, 'shuffle', 0));
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length }, (_, i) => i));
  });

  it('is the same for the same seed and epoch, and different for others', () => {
    const order = (seed: number, epoch: number): string =>
      shuffledOrder(50, randomSource(seed, 'shuffle', epoch)).join();
    expect(order(1, 0)).toBe(order(1, 0));
    expect(new Set([order(1, 0), order(1, 1), order(2, 0), order(2, 1)]).size).toBe(4);
  });

  it('returns all 24 orders of four equally often', () => {
    const draws = 24_000;
    const counts = new Map<string, number>();
    for (let epoch = 0; epoch < draws; epoch++) {
      const order = shuffledOrder(4, randomSource(9, 'shuffle', epoch)).join();
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    const expected = draws / 24;
    const sum = [...counts.values()].reduce((total, count) => total + (count - expected) ** 2 / expected, 0);
    // χ² with 23 degrees of freedom is beyond 62.2 once in 50,000 seeds; this one is fixed.
    expect(sum).toBeLessThan(62.2);
  });

  it('puts every element at every position equally often', () => {
    const [length, draws] = [10, 5000];
    const counts = new Float64Array(length * length);
    for (let epoch = 0; epoch < draws; epoch++) {
      shuffledOrder(length, randomSource(10, 'shuffle', epoch)).forEach((value, place) => {
        counts[place * length + value]!++;
      });
    }
    const expected = draws / length;
    const sum = counts.reduce((total, count) => total + (count - expected) ** 2 / expected, 0);
    // χ² with 81 degrees of freedom (rows and columns add up): beyond 144 once in 50,000 seeds.
    expect(sum).toBeLessThan(144);
  });
});
