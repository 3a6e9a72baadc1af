import {
  type AnyExpression,
  abs,
  add,
  and,
  type Condition,
  cos,
  div,
  type Expression,
  eq,
  exp,
  floor,
  ge,
  gt,
  le,
  log,
  lt,
  max,
  min,
  mul,
  not,
  or,
  sigmoid,
  sin,
  softplus,
  sqrt,
  sub,
  tanh,
  where,
} from '@nnf/core';

/** A function that an expression may call. The first argument of `where` is a condition. */
export interface KnownFunction {
  readonly arity: number;
  readonly apply: (args: readonly Expression[]) => Expression;
}

const one = (apply: (x: Expression) => Expression): KnownFunction => ({ arity: 1, apply: ([x]) => apply(x!) });
const two = (apply: (x: Expression, y: Expression) => Expression): KnownFunction => ({
  arity: 2,
  apply: ([x, y]) => apply(x!, y!),
});

export const functions: ReadonlyMap<string, KnownFunction> = new Map([
  ['abs', one(abs)],
  ['cos', one(cos)],
  ['exp', one(exp)],
  ['floor', one(floor)],
  ['log', one(log)],
  ['max', two(max)],
  ['min', two(min)],
  ['relu', one((x) => max(x, 0))],
  ['sigmoid', one(sigmoid)],
  ['sin', one(sin)],
  ['softplus', one(softplus)],
  ['sqrt', one(sqrt)],
  ['tanh', one(tanh)],
]);

export const constants: ReadonlyMap<string, number> = new Map([
  ['e', Math.E],
  ['pi', Math.PI],
]);

export const comparisons: ReadonlyMap<string, (x: Expression, y: Expression) => Condition> = new Map([
  ['>', gt],
  ['>=', ge],
  ['<', lt],
  ['<=', le],
  ['==', eq],
  ['!=', (x: Expression, y: Expression) => not(eq(x, y))],
]);

export const sums: ReadonlyMap<string, (x: Expression, y: Expression) => Expression> = new Map([
  ['+', add],
  ['-', sub],
]);

export const products: ReadonlyMap<string, (x: Expression, y: Expression) => Expression> = new Map([
  ['*', mul],
  ['/', div],
]);

export const logic = { and, or, not, where } as const;

export type Node = AnyExpression;
