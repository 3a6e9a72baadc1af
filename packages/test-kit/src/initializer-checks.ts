import { type Initializer, type InitialShape, randomSource } from '@nnf/core';
import { type Check, ensure } from './check.js';
import type { Distribution } from './distribution.js';
import { ensureIdentity } from './plugin-identity.js';

/** The distribution expected for a matrix, by its fan-in, fan-out and role. */
export type ExpectedDistribution = (shape: InitialShape) => Distribution;

/**
 * A result this many standard deviations off is a failure. For a correct initializer, the mean, the variance and each
 * correlation are that far off with a probability of 6e-7. Seeds are fixed, so a suite that passes once always passes.
 */
const bound = 5;
/** √n times the Kolmogorov-Smirnov distance that a correct sample exceeds with a probability below 1e-6. */
const shapeBound = 2.7;

/**
 * The checks that every initializer must pass, without a test runner. `initializerSuite` registers them.
 *
 * @example
 * const failures = await failuresOf(initializerChecks(he, ({ fanIn }) => normal(0, 2 / fanIn)));
 */
export function initializerChecks(initializer: Initializer, expected: ExpectedDistribution): readonly Check[] {
  const check = (name: string, run: (initializer: Initializer, expected: ExpectedDistribution) => void): Check => ({
    name,
    run: async () => run(initializer, expected),
  });
  return [
    check('is an initializer with a name in kebab-case', () => ensureIdentity(initializer, 'initializer')),
    check('fills every element with a finite number', fillsEveryElement),
    check('has its mean', hasMean),
    check('has its variance', hasVariance),
    check('stays within its range', staysInRange),
    check('has the shape of its distribution', hasShape),
    check('does not swap fan-in and fan-out', takesFans),
    check('gives uncorrelated neighbours', hasNoCorrelation),
    check('gives the same numbers for the same seed, and others for another', followsSeed),
    check('fills blocks as it fills the whole, if it is elementwise', fillsBlocks),
  ];
}

/** As many inputs as neurons, so that swapped fans do not show here. One check is about them. */
const square = { fanIn: 120, fanOut: 120 } as const;
const weights: InitialShape = { rows: 400, columns: 50, ...square, role: 'weight' };
const biases: InitialShape = { rows: 1, columns: 20_000, ...square, role: 'bias' };

function fill(initializer: Initializer, shape: InitialShape, seed = 1, parameter = 0): Float64Array {
  return initializer.fill(shape, randomSource(seed, 'initial values', parameter));
}

function fillsEveryElement(initializer: Initializer, expected: ExpectedDistribution): void {
  for (const [rows, columns] of [
    [1, 1],
    [3, 5],
    [5, 3],
    [1, 7],
  ] as const) {
    for (const role of ['weight', 'bias'] as const) {
      const shape: InitialShape = { ...weights, rows, columns, role };
      const values = fill(initializer, shape);
      const where = `[${rows}, ${columns}], ${role}`;
      ensure(values?.[Symbol.toStringTag] === 'Float64Array', `${where}: it did not return a Float64Array`);
      ensure(values.length === rows * columns, `${where}: it made ${values.length} numbers`);
      const wrong = values.findIndex((value) => !Number.isFinite(value));
      ensure(wrong < 0, `${where}: element ${wrong} is ${values[wrong]}`);
      if (expected(shape).variance === 0) continue;
      // Equal random numbers mean that one of them was not drawn.
      ensure(new Set(values).size === values.length, () => `${where}: two of [${values.join(', ')}] are equal`);
    }
  }
}

function hasMean(initializer: Initializer, expected: ExpectedDistribution): void {
  for (const shape of [weights, biases]) {
    const { mean, variance } = expected(shape);
    const values = fill(initializer, shape);
    const found = meanOf(values);
    ensure(
      Math.abs(found - mean) <= bound * Math.sqrt(variance / values.length) + 1e-12 * Math.abs(mean),
      `the mean of ${values.length} numbers for a ${shape.role} is ${found}, expected ${mean}`,
    );
  }
}

function hasVariance(initializer: Initializer, expected: ExpectedDistribution): void {
  for (const shape of [weights, biases]) {
    const { variance, kurtosis } = expected(shape);
    const values = fill(initializer, shape);
    const found = varianceOf(values);
    ensure(
      Math.abs(found - variance) <= bound * variance * Math.sqrt((kurtosis - 1) / values.length) + 1e-20,
      `the variance of ${values.length} numbers for a ${shape.role} is ${found}, expected ${variance}`,
    );
  }
}

function staysInRange(initializer: Initializer, expected: ExpectedDistribution): void {
  for (const shape of [weights, biases]) {
    const [least, greatest] = expected(shape).range;
    const wrong = fill(initializer, shape).find((value) => !(value >= least && value <= greatest));
    ensure(wrong === undefined, `${wrong}, for a ${shape.role}, is not from ${least} to ${greatest}`);
  }
}

/** Normalized by the sample's own mean and deviation, which other checks test. */
function hasShape(initializer: Initializer, expected: ExpectedDistribution): void {
  for (const shape of [weights, biases]) {
    const { variance, cumulative } = expected(shape);
    if (variance === 0) continue;
    const values = fill(initializer, shape).sort();
    const [mean, deviation] = [meanOf(values), Math.sqrt(varianceOf(values))];
    const distances = values.map((value, i) =>
      Math.abs(cumulative((value - mean) / deviation) - (i + 0.5) / values.length),
    );
    const place = distances.indexOf(distances.reduce((a, b) => Math.max(a, b)));
    ensure(
      distances[place]! * Math.sqrt(values.length) <= shapeBound,
      () =>
        `${((100 * (place + 0.5)) / values.length).toFixed(1)} % of the numbers for a ${shape.role} are below ` +
        `${values[place]}, expected ${(100 * cumulative((values[place]! - mean) / deviation)).toFixed(1)} %`,
    );
  }
}

/** Compares two matrices that differ only in their fans. */
function takesFans(initializer: Initializer, expected: ExpectedDistribution): void {
  const base = weights;
  for (const [fanIn, fanOut] of [
    [784, 10],
    [10, 784],
  ] as const) {
    const shape: InitialShape = { ...base, fanIn, fanOut };
    const [values, baseValues] = [fill(initializer, shape), fill(initializer, base)];
    const [wanted, baseWanted] = [expected(shape), expected(base)];
    const where = `for ${fanIn} inputs and ${fanOut} neurons`;
    if (wanted.variance === 0 || baseWanted.variance === 0) {
      const shift = meanOf(values) - meanOf(baseValues);
      ensure(
        Math.abs(shift - (wanted.mean - baseWanted.mean)) <= 1e-12 * (1 + Math.abs(wanted.mean)),
        `${where} the numbers are ${shift} above those of a square layer, expected ${wanted.mean - baseWanted.mean}`,
      );
      continue;
    }
    const ratio = Math.sqrt(varianceOf(values) / varianceOf(baseValues));
    const expectedRatio = Math.sqrt(wanted.variance / baseWanted.variance);
    ensure(
      Math.abs(ratio / expectedRatio - 1) <= bound * Math.sqrt((wanted.kurtosis - 1) / values.length),
      `${where} the deviation is ${ratio} times that of a layer of ${square.fanIn} inputs and ${square.fanOut} neurons, ` +
        `expected ${expectedRatio}`,
    );
  }
}

function hasNoCorrelation(initializer: Initializer, expected: ExpectedDistribution): void {
  if (expected(weights).variance === 0) return;
  const values = fill(initializer, weights);
  const [mean, variance] = [meanOf(values), varianceOf(values)];
  for (const [what, distance] of [
    ['a row', 1],
    ['a column', weights.columns],
  ] as const) {
    let sum = 0;
    for (let i = 0; i + distance < values.length; i++) sum += (values[i]! - mean) * (values[i + distance]! - mean);
    const correlation = sum / variance / values.length;
    ensure(
      Math.abs(correlation) * Math.sqrt(values.length) <= bound,
      `neighbours in ${what} are correlated: ${correlation}`,
    );
  }
}

function followsSeed(initializer: Initializer, expected: ExpectedDistribution): void {
  const shape: InitialShape = { ...weights, rows: 5, columns: 3 };
  const first = fill(initializer, shape, 7, 2);
  // Another call in between, so that leftover state would show.
  const others = [fill(initializer, shape, 8, 2), fill(initializer, shape, 7, 3)];
  fill(initializer, { ...biases, columns: 7 }, 9);
  // Twice, so that state kept for every other call would show.
  for (const again of [fill(initializer, shape, 7, 2), fill(initializer, shape, 7, 2)]) {
    const different = again.findIndex((value, i) => !Object.is(value, first[i]));
    ensure(
      different < 0,
      `with the same seed, element ${different} is ${first[different]} and then ${again[different]}; ` +
        'take all random numbers from the argument `random`',
    );
  }
  if (expected(shape).variance === 0) return;
  for (const other of others) {
    const same = other.filter((value, i) => value === first[i]).length;
    ensure(2 * same < first.length, `${same} of ${first.length} numbers are the same with another seed or parameter`);
  }
}

/** An elementwise initializer is asked for blocks of large parameters. */
function fillsBlocks(initializer: Initializer): void {
  if (initializer.elementwise === undefined) return;
  ensure(typeof initializer.elementwise === 'boolean', `elementwise is ${String(initializer.elementwise)}`);
  if (!initializer.elementwise) return;
  for (const whole of [weights, { ...biases, columns: 500 }]) {
    const values = fill(initializer, whole);
    for (const [row, column, rows, columns] of [
      [0, 0, 1, 7],
      [whole.rows - 1, 3, 1, 40],
      [whole.rows >> 1, 0, (whole.rows + 1) >> 1, whole.columns],
    ] as const) {
      const random = randomSource(1, 'initial values', 0, [row, column]);
      const block = initializer.fill({ ...whole, rows, columns }, random);
      const wrong = block.findIndex(
        (value, i) => value !== values[(row + Math.floor(i / columns)) * whole.columns + column + (i % columns)],
      );
      ensure(
        wrong < 0 && block.length === rows * columns,
        `the block of [${rows}, ${columns}] at row ${row}, column ${column} differs from the whole at its element ${wrong}; ` +
          'leave out elementwise',
      );
    }
  }
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function varianceOf(values: Float64Array): number {
  const mean = meanOf(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}
