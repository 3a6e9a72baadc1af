import type { ExpressionOperation } from '@nnf/core';

/** The first `length` numbers of an operation's result from those of its operands. */
export type StripFunction = (
  result: Float64Array,
  a: Float64Array,
  b: Float64Array,
  c: Float64Array,
  length: number,
) => void;

/**
 * What every scalar operation means, in IEEE 754 double precision, over a strip of numbers. A condition is 1 where it
 * holds and 0 where not; whatever is compared with NaN does not hold.
 *
 * Each has a loop of its own, since an engine optimizes a loop for the one operation it has seen in it.
 */
export const scalarOperations: { readonly [Operation in Exclude<ExpressionOperation, 'constant' | 'argument'>]: StripFunction } = {
  add: (y, a, b, _, n) => {
    for (let i = 0; i < n; i++) y[i] = a[i]! + b[i]!;
  },
  sub: (y, a, b, _, n) => {
    for (let i = 0; i < n; i++) y[i] = a[i]! - b[i]!;
  },
  mul: (y, a, b, _, n) => {
    for (let i = 0; i < n; i++) y[i] = a[i]! * b[i]!;
  },
  div: (y, a, b, _, n) => {
    for (let i = 0; i < n; i++) y[i] = a[i]! / b[i]!;
  },
  neg: (y, a, _b, _c, n) => {
    for (let i = 0; i < n; i++) y[i] = -a[i]!;
  },
  // NaN if either is.
  max: (y, a, b, _, n) => {
    for (let i = 0; i < n; i++) y[i] = Math.max(a[i]!, b[i]!);
  },
  min: (y, a, b, _, n) => {
    for (let i = 0; i < n; i++) y[i] = Math.min(a[i]!, b[i]!);
  },
  abs: (y, a, _b, _c, n) => {
    for (let i = 0; i < n; i++) y[i] = Math.abs(a[i]!);
  },
  floor: (y, a, _b, _c, n) => {
    for (let i = 0; i < n; i++) y[i] = Math.floor(a[i]!);
  },
  sqrt: (y, a, _b, _c, n) => {
    for (let i = 0; i < n; i++) y[i] = Math.sqrt(a[i]!);
  },
  exp: (y, a, _b, _c, n) => {
    for (let i = 0; i < n; i++) y[i] = Math.exp(a[i]!);
  },
  log: (y, a, _b, _c, n) => {
    for (let i = 0; i < n; i++) y[i] = Math.log(a[i]!);
  },
  tanh: (y, a, _b, _c, n) => {
    for (let i = 0; i < n; i++) y[i] = Math.tanh(a[i]!);
  },
  // 1 / (1 + e⁻ˣ): far below 0 the power is Infinity and the quotient 0, so nothing overflows into NaN.
  sigmoid: (y, a, _b, _c, n) => {
    for (let i = 0; i < n; i++) y[i] = 1 / (1 + Math.exp(-a[i]!));
  },
  // log(1 + eˣ) = max(x, 0) + log(1 + e^−|x|): the power never exceeds 1.
  softplus: (y, a, _b, _c, n) => {
    for (let i = 0; i < n; i++) y[i] = Math.max(a[i]!, 0) + Math.log1p(Math.exp(-Math.abs(a[i]!)));
  },
  stopGradient: (y, a, _b, _c, n) => {
    for (let i = 0; i < n; i++) y[i] = a[i]!;
  },
  gt: (y, a, b, _, n) => {
    for (let i = 0; i < n; i++) y[i] = a[i]! > b[i]! ? 1 : 0;
  },
  ge: (y, a, b, _, n) => {
    for (let i = 0; i < n; i++) y[i] = a[i]! >= b[i]! ? 1 : 0;
  },
  lt: (y, a, b, _, n) => {
    for (let i = 0; i < n; i++) y[i] = a[i]! < b[i]! ? 1 : 0;
  },
  le: (y, a, b, _, n) => {
    for (let i = 0; i < n; i++) y[i] = a[i]! <= b[i]! ? 1 : 0;
  },
  eq: (y, a, b, _, n) => {
    for (let i = 0; i < n; i++) y[i] = a[i]! === b[i]! ? 1 : 0;
  },
  and: (y, a, b, _, n) => {
    for (let i = 0; i < n; i++) y[i] = a[i]! * b[i]!;
  },
  or: (y, a, b, _, n) => {
    for (let i = 0; i < n; i++) y[i] = Math.max(a[i]!, b[i]!);
  },
  not: (y, a, _b, _c, n) => {
    for (let i = 0; i < n; i++) y[i] = 1 - a[i]!;
  },
  where: (y, a, b, c, n) => {
    for (let i = 0; i < n; i++) y[i] = a[i]! === 1 ? b[i]! : c[i]!;
  },
};
