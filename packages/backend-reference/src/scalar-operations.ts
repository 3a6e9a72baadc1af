import type { ExpressionOperation } from '@nnf/core';

/** Computes `n` numbers of a result `y` from the operands `a`, `b`, `c`, read from the indices `p`, `q`, `r` on. */
export type StripFunction = (
  y: Float64Array,
  n: number,
  a: Float64Array,
  p: number,
  b: Float64Array,
  q: number,
  c: Float64Array,
  r: number,
) => void;

/**
 * Defines every scalar operation, in IEEE 754 double precision, over a strip of numbers. A condition is 1 where it holds
 * and 0 elsewhere; comparisons with NaN do not hold.
 *
 * Each operation has a loop of its own: engines optimize a loop for the one operation they have seen in it.
 */
export const scalarOperations: {
  readonly [Operation in Exclude<ExpressionOperation, 'constant' | 'argument'>]: StripFunction;
} = {
  add: (y, n, a, p, b, q) => {
    for (let i = 0; i < n; i++) y[i] = a[p + i]! + b[q + i]!;
  },
  sub: (y, n, a, p, b, q) => {
    for (let i = 0; i < n; i++) y[i] = a[p + i]! - b[q + i]!;
  },
  mul: (y, n, a, p, b, q) => {
    for (let i = 0; i < n; i++) y[i] = a[p + i]! * b[q + i]!;
  },
  div: (y, n, a, p, b, q) => {
    for (let i = 0; i < n; i++) y[i] = a[p + i]! / b[q + i]!;
  },
  neg: (y, n, a, p) => {
    for (let i = 0; i < n; i++) y[i] = -a[p + i]!;
  },
  // NaN if either operand is NaN.
  max: (y, n, a, p, b, q) => {
    for (let i = 0; i < n; i++) y[i] = Math.max(a[p + i]!, b[q + i]!);
  },
  min: (y, n, a, p, b, q) => {
    for (let i = 0; i < n; i++) y[i] = Math.min(a[p + i]!, b[q + i]!);
  },
  abs: (y, n, a, p) => {
    for (let i = 0; i < n; i++) y[i] = Math.abs(a[p + i]!);
  },
  floor: (y, n, a, p) => {
    for (let i = 0; i < n; i++) y[i] = Math.floor(a[p + i]!);
  },
  sqrt: (y, n, a, p) => {
    for (let i = 0; i < n; i++) y[i] = Math.sqrt(a[p + i]!);
  },
  exp: (y, n, a, p) => {
    for (let i = 0; i < n; i++) y[i] = Math.exp(a[p + i]!);
  },
  log: (y, n, a, p) => {
    for (let i = 0; i < n; i++) y[i] = Math.log(a[p + i]!);
  },
  sin: (y, n, a, p) => {
    for (let i = 0; i < n; i++) y[i] = Math.sin(a[p + i]!);
  },
  cos: (y, n, a, p) => {
    for (let i = 0; i < n; i++) y[i] = Math.cos(a[p + i]!);
  },
  tanh: (y, n, a, p) => {
    for (let i = 0; i < n; i++) y[i] = Math.tanh(a[p + i]!);
  },
  // 1 / (1 + e⁻ˣ): far below 0 the power is Infinity and the quotient 0, so nothing overflows into NaN.
  sigmoid: (y, n, a, p) => {
    for (let i = 0; i < n; i++) y[i] = 1 / (1 + Math.exp(-a[p + i]!));
  },
  // log(1 + eˣ) = max(x, 0) + log(1 + e^−|x|): the power never exceeds 1.
  softplus: (y, n, a, p) => {
    for (let i = 0; i < n; i++) y[i] = Math.max(a[p + i]!, 0) + Math.log1p(Math.exp(-Math.abs(a[p + i]!)));
  },
  stopGradient: (y, n, a, p) => {
    for (let i = 0; i < n; i++) y[i] = a[p + i]!;
  },
  gt: (y, n, a, p, b, q) => {
    for (let i = 0; i < n; i++) y[i] = a[p + i]! > b[q + i]! ? 1 : 0;
  },
  ge: (y, n, a, p, b, q) => {
    for (let i = 0; i < n; i++) y[i] = a[p + i]! >= b[q + i]! ? 1 : 0;
  },
  lt: (y, n, a, p, b, q) => {
    for (let i = 0; i < n; i++) y[i] = a[p + i]! < b[q + i]! ? 1 : 0;
  },
  le: (y, n, a, p, b, q) => {
    for (let i = 0; i < n; i++) y[i] = a[p + i]! <= b[q + i]! ? 1 : 0;
  },
  eq: (y, n, a, p, b, q) => {
    for (let i = 0; i < n; i++) y[i] = a[p + i]! === b[q + i]! ? 1 : 0;
  },
  and: (y, n, a, p, b, q) => {
    for (let i = 0; i < n; i++) y[i] = a[p + i]! * b[q + i]!;
  },
  or: (y, n, a, p, b, q) => {
    for (let i = 0; i < n; i++) y[i] = Math.max(a[p + i]!, b[q + i]!);
  },
  not: (y, n, a, p) => {
    for (let i = 0; i < n; i++) y[i] = 1 - a[p + i]!;
  },
  where: (y, n, a, p, b, q, c, r) => {
    for (let i = 0; i < n; i++) y[i] = a[p + i]! === 1 ? b[q + i]! : c[r + i]!;
  },
};
