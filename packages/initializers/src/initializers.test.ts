import { checkPlugin, type Initializer, type InitialShape, randomSource } from '@nnf/core';
import { describe, expect, it } from 'vitest';
import { failureOf } from '../../core/src/testing/failure-of.js';
import { constant, he, lecun, normalRandom, ones, uniformRandom, xavier, zeros } from './index.js';

/** Far from square, so that fan-in and fan-out cannot be taken for one another. */
const weights: InitialShape = { rows: 400, columns: 50, fanIn: 400, fanOut: 50, role: 'weight' };
const biases: InitialShape = { rows: 1, columns: 20_000, fanIn: 400, fanOut: 50, role: 'bias' };

const fill = (initializer: Initializer, shape = weights, seed = 1, parameter = 0): Float64Array =>
  initializer.fill(shape, randomSource(seed, 'initial values', parameter));

/** What the documentation says: a uniform distribution by its limits, a normal one by its variance. */
interface Distribution {
  readonly least: number;
  readonly greatest: number;
  readonly variance: number;
  /** E[(x − mean)⁴] / variance²: 9/5 for uniform, 3 for normal. */
  readonly kurtosis: number;
}
const uniform = (least: number, greatest: number): Distribution => ({
  least,
  greatest,
  variance: (greatest - least) ** 2 / 12,
  kurtosis: 9 / 5,
});
const normal = (variance: number): Distribution => ({
  least: Number.NEGATIVE_INFINITY,
  greatest: Number.POSITIVE_INFINITY,
  variance,
  kurtosis: 3,
});

const distributions: readonly (readonly [name: string, initializer: Initializer, distribution: Distribution])[] = [
  ['uniform-random', uniformRandom, uniform(0, 1)],
  ['normal-random', normalRandom, normal(1)],
  ['xavier', xavier, uniform(-Math.sqrt(6 / 450), Math.sqrt(6 / 450))],
  ['he', he, normal(2 / 400)],
  ['lecun', lecun, uniform(-Math.sqrt(3 / 400), Math.sqrt(3 / 400))],
];

describe.each(distributions)('%s', (name, initializer, { least, greatest, variance, kurtosis }) => {
  it('is an initializer of that name', () => {
    expect(checkPlugin(initializer, 'initializer', 'here')).toMatchObject({ name });
  });

  // Each of these tests fails by chance with a probability of 6e-7 (5 deviations); the seeds are fixed.
  const bound = 5;
  it.each([
    ['weights', weights],
    ['biases', biases],
  ] as const)('has the documented mean, variance and range: %s', (_, shape) => {
    const values = fill(initializer, shape);
    const { length } = values;
    expect(length).toBe(shape.rows * shape.columns);
    const expectedMean = Number.isFinite(least) ? (least + greatest) / 2 : 0;
    const mean = values.reduce((sum, value) => sum + value, 0) / length;
    expect(Math.abs(mean - expectedMean)).toBeLessThan(bound * Math.sqrt(variance / length));
    const spread = values.reduce((sum, value) => sum + (value - expectedMean) ** 2, 0) / length;
    expect(Math.abs(spread / variance - 1)).toBeLessThan(bound * Math.sqrt((kurtosis - 1) / length));
    const [smallest, largest] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
    expect(smallest).toBeGreaterThanOrEqual(least);
    expect(largest).toBeLessThan(greatest);
    if (Number.isFinite(least)) {
      // Of 20,000 numbers one is within a thousandth of either end but with probability 2e-9.
      expect(smallest).toBeLessThan(least + 0.001 * (greatest - least));
      expect(largest).toBeGreaterThan(greatest - 0.001 * (greatest - least));
    } else {
      // Beyond 3 deviations are 54 on average, beyond 6 none.
      const deviations = values.map((value) => Math.abs(value) / Math.sqrt(variance));
      expect(Math.abs(deviations.filter((value) => value > 3).length - 54)).toBeLessThan(bound * Math.sqrt(54));
      expect(deviations.filter((value) => value > 6)).toHaveLength(0);
    }
  });

  it('fills the quantiles evenly', () => {
    const values = fill(initializer).sort();
    // Kolmogorov and Smirnov: √n · the largest distance is beyond 2.7 with a probability of 1e-6.
    const distances = values.map((value, i) => Math.abs(cumulative(value) - (i + 0.5) / values.length));
    expect(Math.max(...distances) * Math.sqrt(values.length)).toBeLessThan(2.7);
  });

  function cumulative(value: number): number {
    if (Number.isFinite(least)) return (value - least) / (greatest - least);
    return normalCumulative(value / Math.sqrt(variance));
  }

  it('has no correlation between neighbours in rows and columns', () => {
    const values = fill(initializer);
    const mean = Number.isFinite(least) ? (least + greatest) / 2 : 0;
    for (const distance of [1, 50]) {
      let sum = 0;
      for (let i = 0; i + distance < values.length; i++) sum += (values[i]! - mean) * (values[i + distance]! - mean);
      expect(Math.abs(sum / variance) / Math.sqrt(values.length)).toBeLessThan(bound);
    }
  });

  it('is the same for the same seed and parameter, and another for another', () => {
    const small: InitialShape = { ...weights, rows: 4, columns: 3 };
    const same = fill(initializer, small, 7, 2);
    expect(fill(initializer, small, 7, 2)).toEqual(same);
    for (const other of [fill(initializer, small, 8, 2), fill(initializer, small, 7, 3)]) {
      expect(other.filter((value, i) => value === same[i])).toHaveLength(0);
    }
  });

  it('gives each element its own random number, by its row and column', () => {
    const [narrow, wide] = [
      fill(initializer, { ...weights, columns: 3 }),
      fill(initializer, { ...weights, columns: 5 }),
    ];
    expect(wide.subarray(5, 8)).toEqual(narrow.subarray(3, 6));
  });
});

describe('fan-in and fan-out', () => {
  const scaleOf = (initializer: Initializer, fanIn: number, fanOut: number): number => {
    const [one, other] = [
      fill(initializer, { ...weights, fanIn, fanOut }),
      fill(initializer, { ...weights, fanIn: 1, fanOut: 1 }),
    ];
    return one[5]! / other[5]!;
  };

  it.each<readonly [string, Initializer, (fanIn: number, fanOut: number) => number]>([
    ['he', he, (fanIn) => 1 / Math.sqrt(fanIn)],
    ['lecun', lecun, (fanIn) => 1 / Math.sqrt(fanIn)],
    ['xavier', xavier, (fanIn, fanOut) => Math.sqrt(2 / (fanIn + fanOut))],
    ['normalRandom', normalRandom, () => 1],
    ['uniformRandom', uniformRandom, () => 1],
  ])('are the right way round in %s', (_, initializer, scale) => {
    for (const [fanIn, fanOut] of [
      [784, 10],
      [10, 784],
      [3, 3],
    ] as const) {
      expect(scaleOf(initializer, fanIn, fanOut)).toBeCloseTo(scale(fanIn, fanOut), 12);
    }
  });
});

describe('constant', () => {
  it.each([
    ['zeros', zeros, 0],
    ['ones', ones, 1],
    ['constant', constant(0.1), 0.1],
    ['constant', constant(-2), -2],
  ] as const)('%s fills with one number', (name, initializer, value) => {
    expect(checkPlugin(initializer, 'initializer', 'here').name).toBe(name);
    expect(fill(initializer, { ...weights, rows: 2, columns: 3 })).toEqual(new Float64Array(6).fill(value));
  });

  it('says which number it was made with', () => {
    expect(constant(0.1).options).toEqual({ value: 0.1 });
    expect(zeros).not.toHaveProperty('options');
  });

  it.each([
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
    ['0.1' as unknown as number, '0.1'],
    [undefined as unknown as number, 'undefined'],
  ])('refuses %s', (value, found) => {
    expect(failureOf(() => constant(value))).toBe(
      `INVALID_ARGUMENT constant: value is ${found}, expected a finite number`,
    );
  });
});

/** Φ by its series about 0, for |x| < 7: enough digits for a test of frequencies. */
function normalCumulative(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; n < 200; n++) {
    term *= (-x * x) / (2 * n);
    sum += term / (2 * n + 1);
  }
  return 0.5 + sum / Math.sqrt(2 * Math.PI);
}
