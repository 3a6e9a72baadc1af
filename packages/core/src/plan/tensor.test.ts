import { describe, expect, it } from 'vitest';
import type { Shape } from '../base/shape.js';
import { add, argument, type Expression, exp, gt, mul } from '../expression/expression.js';
import { LayerOutput } from '../parts/layer-output.js';
import { failureOf } from '../testing/failure-of.js';
import { PlanBuilder, type Tensor } from './plan-builder.js';
import { argmax, constants, map, matmul, reduceMax, reduceSum } from './tensor.js';

const builder = new PlanBuilder();
const images = builder.input('images', 784);
const weights = builder.parameter('weights', 'weight', [784, 10]);
const biases = builder.parameter('biases', 'bias', [1, 10]);
const other = builder.parameter('other', 'weight', [512, 10]);

describe('constants', () => {
  it('makes a tensor in the plan of another', () => {
    const row = constants(images, [Array.from({ length: 784 }, (_, i) => i)]);
    expect(row.builder).toBe(builder);
    expect(map(mul, images, row).shape).toEqual(['batch', 784]);
  });

  it('rejects values that are not a tensor or not a matrix', () => {
    expect(failureOf(() => constants(undefined as never, [[1]]))).toBe(
      'INVALID_ARGUMENT constants: expected a tensor, got undefined',
    );
    expect(failureOf(() => constants(images, [1, 2] as never))).toMatch(/^INVALID_MATRIX constant: row 0 is 1,/);
  });
});

describe('matmul', () => {
  it.each<readonly [string, Tensor, Tensor, readonly [boolean, boolean], Shape]>([
    ['a · b', images, weights, [false, false], ['batch', 10]],
    ['aᵀ · b', weights, builder.parameter('tall', 'weight', [784, 3]), [true, false], [10, 3]],
    ['a · bᵀ', weights, other, [false, true], [784, 512]],
    ['aᵀ · bᵀ', weights, builder.parameter('wide', 'weight', [3, 784]), [true, true], [10, 3]],
    ['aᵀ · b over the batch', images, builder.input('targets', 10), [true, false], [784, 10]],
  ])('gives the shape of %s', (_, a, b, transposed, shape) => {
    expect(matmul(a, b, transposed).shape).toEqual(shape);
  });

  it.each<readonly [string, Tensor, Tensor, readonly [boolean, boolean], string]>([
    [
      'inner sizes that differ',
      images,
      other,
      [false, false],
      'matmul of [batch, 784] by [512, 10]: inner sizes 784 and 512 differ',
    ],
    [
      'the same, transposed',
      images,
      weights,
      [false, true],
      'matmul of [batch, 784] by [784, 10] transposed: inner sizes 784 and 10 differ',
    ],
    [
      'the batch by a number',
      images,
      weights,
      [true, true],
      'matmul of [batch, 784] transposed by [784, 10] transposed: inner sizes batch and 10 differ',
    ],
    [
      'columns that are the batch',
      builder.parameter('row', 'weight', [1, 784]),
      images,
      [false, true],
      'matmul of [1, 784] by [batch, 784]: only rows can be the batch',
    ],
  ])('refuses %s', (_, a, b, transposed, message) => {
    expect(failureOf(() => matmul(a, b, transposed))).toBe(`SHAPE_MISMATCH ${message}`);
  });

  it('names the layer that is being traced', () => {
    expect(failureOf(() => builder.within('hidden 2', () => matmul(images, other)))).toBe(
      'SHAPE_MISMATCH hidden 2: matmul of [batch, 784] by [512, 10]: inner sizes 784 and 512 differ',
    );
  });
});

describe('map', () => {
  it('broadcasts over rows and columns', () => {
    const sums = matmul(images, weights);
    expect(map(add, sums, biases).shape).toEqual(['batch', 10]);
    expect(map(mul, reduceSum(sums, 'columns'), biases).shape).toEqual(['batch', 10]);
    expect(map(exp, builder.constant(1)).shape).toEqual([1, 1]);
  });

  it.each<readonly [string, readonly [Tensor, Tensor], string]>([
    ['rows', [weights, other], '[784, 10] and [512, 10] cannot be broadcast: their rows are 784 and 512'],
    [
      'the batch and rows',
      [images, weights],
      '[batch, 784] and [784, 10] cannot be broadcast: their rows are batch and 784',
    ],
    ['columns', [images, biases], '[batch, 784] and [1, 10] cannot be broadcast: their columns are 784 and 10'],
  ])('refuses %s that differ', (_, [a, b], message) => {
    const rest = `SHAPE_MISMATCH odd: ${message}, expected equal numbers or 1`;
    expect(failureOf(() => builder.within('odd', () => map(add, a, b)))).toBe(rest);
    expect(failureOf(() => map(add, a, b))).toBe(rest.replace('odd', 'map'));
  });

  it('rejects a function that does not return an expression', () => {
    expect(failureOf(() => map((x) => gt(x, 0) as never, images))).toMatch(
      /^EXPRESSION_RESULT map: the function returned a condition/,
    );
    expect(failureOf(() => map((x) => ((x as never) * 2) as never, images))).toMatch(/^EXPRESSION_OPERATOR map: /);
  });
});

describe('the reductions', () => {
  it.each(['x', undefined, 0])('reject the axis %s', (axis) => {
    expect(failureOf(() => reduceSum(images, axis as 'rows'))).toBe(
      `INVALID_ARGUMENT sum: axis is ${axis}, expected rows, columns or both`,
    );
  });

  it.each([
    ['rows', [1, 784]],
    ['columns', ['batch', 1]],
    ['both', [1, 1]],
  ] as const)('over %s give %s', (axis, shape) => {
    for (const reduce of [reduceSum, reduceMax, argmax]) expect(reduce(images, axis).shape).toEqual(shape);
  });
});

describe('operands that are not tensors of the plan', () => {
  const anything = <T>(value: unknown): T => value as T;
  const foreign = new PlanBuilder().input('images', 784);
  it.each<[string, () => unknown, string]>([
    ['a number', () => map(add, images, anything<Tensor>(1)), 'map: expected a tensor, got 1'],
    [
      'operands in another order',
      () => map(anything<() => Expression>(images), anything<Tensor>(exp)),
      'map: expected a tensor, got a function',
    ],
    ['none', () => anything<(fn: unknown) => Tensor>(map)(exp), 'map: expected a tensor after the function, got none'],
    [
      'a prediction',
      () => map(exp, anything<Tensor>(new LayerOutput(images))),
      'map: expected a tensor, got a prediction; use prediction.value',
    ],
    ['nothing', () => matmul(images, anything<Tensor>(undefined)), 'matmul: expected a tensor, got undefined'],
    [
      'an expression',
      () => reduceSum(anything<Tensor>(argument(0)), 'rows'),
      'reduceSum: expected a tensor, got an instance of Expression',
    ],
    [
      'a tensor that was kept from another plan',
      () => map(add, images, foreign),
      'map: a tensor belongs to another plan; do not keep tensors between calls',
    ],
  ])('%s', (_, work, message) => {
    expect(failureOf(work)).toBe(`INVALID_ARGUMENT ${message}`);
  });

  it('are reported with the place that is being traced', () => {
    expect(failureOf(() => builder.within('my-loss', () => map(add, images, anything<Tensor>(1))))).toBe(
      'INVALID_ARGUMENT my-loss: map: expected a tensor, got 1',
    );
  });
});
