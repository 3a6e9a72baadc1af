import {
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
  map,
  max,
  min,
  mul,
  neg,
  not,
  or,
  type Plan,
  PlanBuilder,
  sigmoid,
  sin,
  softplus,
  sqrt,
  stopGradient,
  sub,
  tanh,
  where,
} from '@nnf/core';
import { ensure } from '../check.js';
import { numbersBetween } from '../sample-numbers.js';
import type { BackendTarget } from './backend-target.js';
import { ensureAsReference, type PlanRun, runPlan } from './plan-run.js';

type Operation = (a: Expression, b: Expression) => Expression;

const truth = (condition: Condition): Expression => where(condition, 1, 0);

/** Every operation of one or two numbers, by name. */
const operations: Readonly<Record<string, Operation>> = {
  add,
  sub,
  mul,
  div,
  max,
  min,
  neg: (a) => neg(a),
  abs: (a) => abs(a),
  floor: (a) => floor(a),
  sqrt: (a) => sqrt(a),
  exp: (a) => exp(a),
  log: (a) => log(a),
  sin: (a) => sin(a),
  cos: (a) => cos(a),
  tanh: (a) => tanh(a),
  sigmoid: (a) => sigmoid(a),
  softplus: (a) => softplus(a),
  stopGradient: (a) => stopGradient(a),
  gt: (a, b) => truth(gt(a, b)),
  ge: (a, b) => truth(ge(a, b)),
  lt: (a, b) => truth(lt(a, b)),
  le: (a, b) => truth(le(a, b)),
  eq: (a, b) => truth(eq(a, b)),
  and: (a, b) => truth(and(gt(a, 0), lt(b, 1))),
  or: (a, b) => truth(or(gt(a, 0), lt(b, 1))),
  not: (a, b) => truth(not(gt(a, b))),
  where: (a, b) => where(gt(a, b), a, mul(b, 2)),
};

/**
 * The error allowed, in units in the last place; 0 if not listed. Division, square root and the functions have the bounds of
 * WebGPU's shading language, the least exact one that backends use. The bound of e^x grows with |x| (WGSL, §15.7.4).
 */
const units: Readonly<Record<string, (x: number) => number>> = {
  div: () => 3,
  sqrt: () => 3,
  exp: (x) => 4 + 2 * Math.abs(x),
  log: () => 4,
  tanh: (x) => 8 + 2 * Math.abs(x),
  sigmoid: (x) => 8 + 2 * Math.abs(x),
  softplus: (x) => 8 + 2 * Math.abs(x),
};

/**
 * Near their zeros, these may have this absolute error, in units of the epsilon. WebGPU's sine and cosine may be off by 2⁻¹¹, and
 * only from −π to π; beyond, a backend that takes off whole turns in the number type loses digits in proportion to |x|.
 */
const absolute: Readonly<Record<string, (x: number) => number>> = {
  log: () => 4,
  sin: (x) => 4096 * (1 + Math.abs(x)),
  cos: (x) => 4096 * (1 + Math.abs(x)),
  tanh: () => 4,
  softplus: () => 1,
};

function operationPlan(): Plan {
  const builder = new PlanBuilder();
  const [a, b] = [builder.input('a', 1), builder.input('b', 1)];
  for (const [name, operation] of Object.entries(operations)) builder.output(name, map(operation, a, b));
  return builder.build();
}

function runOf(pairs: readonly (readonly [number, number])[]): PlanRun {
  const column = (place: 0 | 1) => ({
    rows: pairs.length,
    columns: 1,
    data: Float64Array.from(pairs, (pair) => pair[place]),
  });
  return { data: { a: column(0), b: column(1) }, rows: pairs.length };
}

async function ensureOperations(target: BackendTarget, pairs: readonly (readonly [number, number])[]): Promise<void> {
  await ensureAsReference(target, operationPlan(), runOf(pairs), (expected, { name, element }) => {
    const [x] = pairs[element]!;
    const distance = units[name]?.(x) ?? 0;
    return target.epsilon * (distance * Math.abs(expected) + (absolute[name]?.(x) ?? 0));
  });
}

/** Both signs and several magnitudes, with equal numbers among them. */
export async function computesOrdinaryNumbers(target: BackendTarget): Promise<void> {
  const round = (numbers: Float64Array): readonly number[] => Array.from(numbers, target.round);
  const [a, b] = [round(numbersBetween(-20, 20, 200, 1)), round(numbersBetween(-20, 20, 200, 2))];
  const sizes = [1e-30, 1e-6, 2e-4, 1e-3, 0.125, 1, 1.5, 2, 3, 40, 80, 87, 200, 600, 1e3, 1e4, 3e9];
  const wide = sizes.flatMap((x) => [x, -x].map((value) => Math.fround(value)));
  const pairs = [
    ...a.map((value, i) => [value, b[i]!] as const),
    ...wide.flatMap((x) => [1, -2.5, x].map((y) => [x, y] as const)),
  ];
  await ensureOperations(target, pairs);
}

/** The operations whose results for zeros and infinities IEEE 754 defines. */
export async function computesZerosAndInfinities(target: BackendTarget): Promise<void> {
  const special = [0, 1, -1, 2.5, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  await ensureOperations(
    target,
    special.flatMap((a) => special.map((b) => [a, b] as const)),
  );
}

/** The operations that give NaN if an operand is NaN: all but those on conditions. */
export async function passesNaN(target: BackendTarget): Promise<void> {
  const nan = Number.NaN;
  const pairs = [
    [nan, 1],
    [nan, -1],
    [nan, nan],
    [1, nan],
    [-1, nan],
  ] as const;
  const { outputs } = await runPlan(target.backend, operationPlan(), runOf(pairs));
  const isBinary = (name: string): boolean => operations[name]!.length === 2;
  for (const [name, numbers] of Object.entries(outputs)) {
    const comparison = ['gt', 'ge', 'lt', 'le', 'eq', 'and', 'or', 'not', 'where'].includes(name);
    pairs.forEach(([a, b], i) => {
      const found = numbers[i]!;
      if (comparison) {
        // A comparison with NaN is false, so the second branch is taken, and `not` gives true.
        const expected = name === 'not' ? 1 : name === 'where' ? 2 * b : byHand(name, a, b);
        ensure(Object.is(found, expected), () => `${name}(${a}, ${b}) is ${found}, expected ${expected}`);
      } else if (Number.isNaN(a) || isBinary(name)) {
        ensure(Number.isNaN(found), () => `${name}(${a}, ${b}) is ${found}, expected NaN`);
      }
    });
  }
}

function byHand(name: string, a: number, b: number): number {
  if (name === 'and') return a > 0 && b < 1 ? 1 : 0;
  return name === 'or' && (a > 0 || b < 1) ? 1 : 0;
}
