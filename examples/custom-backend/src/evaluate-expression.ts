import { type AnyExpression, type Expression, type ExpressionOperation, fold } from '@nnf/core';

/** Computes an expression's value from its arguments' values. */
export type Evaluate = (values: Float64Array) => number;

const known = new WeakMap<Expression, Evaluate>();

/** Returns a function that evaluates an expression, cached for later batches. Shared subexpressions are computed once. */
export function evaluatorOf(expression: Expression): Evaluate {
  const ready = known.get(expression);
  if (ready) return ready;
  const parts: { readonly node: AnyExpression; readonly places: readonly number[] }[] = [];
  // Each subexpression is visited once, after its operands. The visit returns its index in the list.
  fold<number>(expression, (node, places) => parts.push({ node, places }) - 1);
  const results = new Float64Array(parts.length);
  const evaluate: Evaluate = (values) => {
    for (const [i, { node, places }] of parts.entries()) {
      if (node.operation === 'argument') results[i] = values[node.value]!;
      else if (node.operation === 'constant') results[i] = node.value;
      else {
        const [a = 0, b = 0, c = 0] = places;
        results[i] = operations[node.operation](results[a]!, results[b]!, results[c]!);
      }
    }
    return results[parts.length - 1]!;
  };
  known.set(expression, evaluate);
  return evaluate;
}

type Operation = (a: number, b: number, c: number) => number;

/** The operations; conditions are 1 or 0. TypeScript reports an error if one is missing. */
const operations: { readonly [name in Exclude<ExpressionOperation, 'argument' | 'constant'>]: Operation } = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  neg: (a) => -a,
  max: (a, b) => Math.max(a, b),
  min: (a, b) => Math.min(a, b),
  abs: (a) => Math.abs(a),
  floor: (a) => Math.floor(a),
  sqrt: (a) => Math.sqrt(a),
  exp: (a) => Math.exp(a),
  log: (a) => Math.log(a),
  sin: (a) => Math.sin(a),
  cos: (a) => Math.cos(a),
  tanh: (a) => Math.tanh(a),
  sigmoid: (a) => 1 / (1 + Math.exp(-a)),
  softplus: (a) => Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a))),
  stopGradient: (a) => a,
  gt: (a, b) => Number(a > b),
  ge: (a, b) => Number(a >= b),
  lt: (a, b) => Number(a < b),
  le: (a, b) => Number(a <= b),
  eq: (a, b) => Number(a === b),
  and: (a, b) => a * b,
  or: (a, b) => Math.max(a, b),
  not: (a) => 1 - a,
  where: (a, b, c) => (a === 1 ? b : c),
};
