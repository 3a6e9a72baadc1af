import { type Initializer, type InitialShape, randomSource } from '@nnf/core';
import { always, initializerSuite, normal, uniform } from '@nnf/test-kit';
import { describe, expect, it } from 'vitest';
import { failureOf } from '../../core/src/testing/failure-of.js';
import { constant, he, lecun, normalRandom, ones, uniformRandom, xavier, zeros } from './index.js';

initializerSuite(uniformRandom, () => uniform(0, 1));
initializerSuite(normalRandom, () => normal(0, 1));
initializerSuite(xavier, ({ fanIn, fanOut }) => {
  const limit = Math.sqrt(6 / (fanIn + fanOut));
  return uniform(-limit, limit);
});
initializerSuite(he, ({ fanIn }) => normal(0, 2 / fanIn));
initializerSuite(lecun, ({ fanIn }) => uniform(-Math.sqrt(3 / fanIn), Math.sqrt(3 / fanIn)));
initializerSuite(zeros, () => always(0));
initializerSuite(ones, () => always(1));
initializerSuite(constant(-0.1), () => always(-0.1));

it.each(
  [uniformRandom, normalRandom, xavier, he, lecun].map((initializer) => [initializer.name, initializer] as const),
)('%s gives each element its own random number, by its row and column', (_, initializer) => {
  const fill = (made: Initializer, columns: number): Float64Array => {
    const shape: InitialShape = { rows: 4, columns, fanIn: 400, fanOut: 50, role: 'weight' };
    return made.fill(shape, randomSource(1, 'initial values', 0));
  };
  expect(fill(initializer, 5).subarray(5, 8)).toEqual(fill(initializer, 3).subarray(3, 6));
});

describe('constant', () => {
  it('says which number it was made with', () => {
    expect(constant(0.1)).toMatchObject({ name: 'constant', options: { value: 0.1 } });
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
