import { defineInitializer, type Initializer, type InitialShape, type RandomSource, randomSource } from '@nnf/core';
import { describe, expect, it } from 'vitest';
import { failuresOf } from './check.js';
import { always, normal, uniform } from './distribution.js';
import { type ExpectedDistribution, initializerChecks } from './initializer-checks.js';
import { onlyFailure } from './testing/only-failure.js';

type Element = (uniform: number, shape: InitialShape, row: number, column: number) => number;

const elementwise = (element: Element): Initializer =>
  defineInitializer('broken', {
    fill: (shape, random) =>
      Float64Array.from({ length: shape.rows * shape.columns }, (_, i) => {
        const [row, column] = [Math.floor(i / shape.columns), i % shape.columns];
        return element(random.uniform(row, column), shape, row, column);
      }),
  });

const limitOf = ({ fanIn }: InitialShape): number => Math.sqrt(3 / fanIn);
const lecun: ExpectedDistribution = (shape) => uniform(-limitOf(shape), limitOf(shape));
const right: Element = (u, shape) => limitOf(shape) * (2 * u - 1);

/** Turns two uniform numbers into two normal ones (Box and Muller), and keeps the second for the next call. */
function boxMuller(): Initializer {
  let spare: number | undefined;
  const next = (random: RandomSource, row: number, column: number): number => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - random.uniform(row, 2 * column)));
    const angle = 2 * Math.PI * random.uniform(row, 2 * column + 1);
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
  return defineInitializer('broken', {
    fill: ({ rows, columns }, random) =>
      Float64Array.from({ length: rows * columns }, (_, i) => next(random, Math.floor(i / columns), i % columns)),
  });
}

describe('initializerChecks', () => {
  it('pass a correct plugin', async () => {
    expect(await failuresOf(initializerChecks(elementwise(right), lecun))).toEqual([]);
    const sum: Element = (u, { fanIn, fanOut }) => Math.sqrt(6 / (fanIn + fanOut)) * (2 * u - 1);
    const xavier: ExpectedDistribution = ({ fanIn, fanOut }) => {
      return uniform(-Math.sqrt(6 / (fanIn + fanOut)), Math.sqrt(6 / (fanIn + fanOut)));
    };
    expect(await failuresOf(initializerChecks(elementwise(sum), xavier))).toEqual([]);
    expect(
      await failuresOf(
        initializerChecks(
          elementwise(() => 0.1),
          () => always(0.1),
        ),
      ),
    ).toEqual([]);
  });

  it.each<[what: string, make: () => Initializer, expected: ExpectedDistribution, check: string, message: string]>([
    [
      'a name in camel case',
      () => ({ ...elementwise(right), name: 'leCun' }),
      lecun,
      'is an initializer with a name in kebab-case',
      "its name is 'leCun'",
    ],
    [
      'tail elements skipped after the last four',
      () =>
        defineInitializer('broken', {
          fill: (shape, random) => {
            const values = elementwise(right).fill(shape, random);
            return values.fill(0, values.length - (values.length % 4));
          },
        }),
      lecun,
      'fills every element with a finite number',
      '[3, 5], weight: two of [',
    ],
    [
      'biases slightly above 0 instead of 0',
      () => elementwise((u, shape) => (shape.role === 'bias' ? 2 ** -10 : right(u, shape, 0, 0))),
      (shape) => (shape.role === 'bias' ? { ...always(0), range: [-1, 1] } : lecun(shape)),
      'has its mean',
      'for a bias is 0.0009765625',
    ],
    [
      'half the variance: the formula for another activation',
      () => elementwise((u, shape) => right(u, shape, 0, 0) * Math.SQRT1_2),
      lecun,
      'has its variance',
      'for a weight is 0.004',
    ],
    [
      'a rare number beyond the range',
      () => elementwise((u, shape) => right(u, shape, 0, 0) * (u > 0.9995 ? 1.5 : 1)),
      lecun,
      'stays within its range',
      'is not from -0.158',
    ],
    [
      'a uniform distribution instead of a normal one with the same mean and variance',
      () => elementwise(right),
      ({ fanIn }) => normal(0, 1 / fanIn),
      'has the shape of its distribution',
      '% of the numbers for a weight are below',
    ],
    [
      'swapped fan-in: the number of neurons in its place',
      () => elementwise((u, { fanOut }) => Math.sqrt(3 / fanOut) * (2 * u - 1)),
      lecun,
      'does not swap fan-in and fan-out',
      'for 784 inputs and 10 neurons the deviation is 3.46',
    ],
    [
      'neurons in pairs of opposites',
      () =>
        defineInitializer('broken', {
          fill: (shape, random) =>
            elementwise((_, _shape, row, column) => {
              const value = right(random.uniform(row, column - (column % 2)), shape, row, column);
              return column % 2 === 0 ? value : -value;
            }).fill(shape, random),
        }),
      lecun,
      'gives uncorrelated neighbours',
      'neighbours in a row are correlated: -0.5',
    ],
    [
      'numbers that do not depend on the seed',
      () => elementwise((_, shape) => right(Math.random(), shape, 0, 0)),
      lecun,
      'gives the same numbers for the same seed, and others for another',
      'with the same seed, element 0 is',
    ],
    [
      'the same numbers for every seed',
      () =>
        defineInitializer('broken', {
          fill: (shape) => elementwise(right).fill(shape, randomSource(5, 'initial values', 0)),
        }),
      lecun,
      'gives the same numbers for the same seed, and others for another',
      '15 of 15 numbers are the same with another seed or parameter',
    ],
    [
      'values that depend on the number of rows, declared as elementwise',
      () =>
        defineInitializer('broken', {
          elementwise: true,
          fill: ({ rows, columns, ...shape }, random) =>
            random
              .uniforms(rows, columns)
              .map((u, i) => right(i === rows * columns - 1 ? 1 - u : u, { rows, columns, ...shape }, 0, 0)),
        }),
      lecun,
      'fills blocks as it fills the whole, if it is elementwise',
      'the block of [1, 7] at row 0, column 0 differs from the whole at its element 6',
    ],
    [
      'stale state: a spare number kept from the previous call',
      boxMuller,
      () => normal(0, 1),
      'gives the same numbers for the same seed, and others for another',
      'with the same seed, element 0 is',
    ],
  ])('%s', async (_, make, expected, check, message) => {
    const found = await onlyFailure(() => initializerChecks(make(), expected));
    expect(found.check).toBe(check);
    expect(found.message).toContain(message);
  });
});
