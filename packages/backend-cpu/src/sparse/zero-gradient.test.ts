import { argument, div, type Expression, exp, mul, neg, sub, type UpdateNode } from '@nnf/core';
import { expect, it } from 'vitest';
import { chains, deep, shared } from '../../../core/src/testing/deep-expressions.js';
import { keepsAtZeroGradient } from './zero-gradient.js';

/** An update of node 0 by a formula of its old value and of node 1, the gradient. */
const update = (expression: Expression): UpdateNode => ({
  operation: 'update',
  targets: [0],
  operands: [0, 1],
  expressions: [expression],
  shape: [2, 2],
  label: '',
});
const [old, gradient] = [argument(0), argument(1)];

it.each([
  ['the gradient', gradient, true],
  ['the gradient in 200 shared levels', shared(200, gradient), true],
  ['an old value in 200 shared levels', shared(200, old), false],
  [`the gradient negated ${deep} times`, repeated((x) => neg(x)), true],
  [`the gradient divided ${deep} times`, repeated((x) => div(x, old)), true],
  [`the gradient in a chain of ${deep} sums`, mul(chains.left!(deep), gradient), true],
  ['a power of the gradient', exp(gradient), false],
])('knows whether an update changes nothing where the gradient is 0: minus %s', (_, change, expected) => {
  expect(keepsAtZeroGradient(update(sub(old, change)), 1)).toBe(expected);
});

function repeated(step: (x: Expression) => Expression): Expression {
  let result = gradient;
  for (let i = 0; i < deep; i++) result = step(result);
  return result;
}
