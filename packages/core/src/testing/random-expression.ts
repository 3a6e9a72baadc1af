import fc from 'fast-check';
import {
  abs,
  add,
  and,
  argument,
  type Condition,
  constant,
  cos,
  div,
  type Expression,
  type ExpressionOperation,
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
  neg,
  not,
  or,
  rules,
  sigmoid,
  sin,
  softplus,
  sqrt,
  stopGradient,
  sub,
  tanh,
  where,
} from '../expression/expression.js';

const binary = { add, sub, mul, div, max, min } as const;
const unary = { neg, abs, floor, sqrt, exp, log, sin, cos, tanh, sigmoid, softplus, stopGradient } as const;
const comparisons = { gt, ge, lt, le, eq } as const;
const logic = { and, or } as const;

/** Every operation but the leaves. */
export const everyOperation = (Object.keys(rules) as ExpressionOperation[]).filter(
  (operation) => operation !== 'constant' && operation !== 'argument',
);

/** Numbers that reveal wrong rewritings. */
export const awkwardNumbers = [0, -0, 1, -1, 2, 0.5, Number.POSITIVE_INFINITY] as const;

export interface ExpressionChoice {
  readonly arguments: number;
  /** The operations to use. Default: all. */
  readonly operations?: readonly ExpressionOperation[];
  readonly constants?: readonly number[];
  readonly maxLength?: number;
}

/** Random expressions whose parts are shared at random, and which shrink by losing operations. */
export function randomExpression(choice: ExpressionChoice): fc.Arbitrary<Expression> {
  const step = fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat());
  return fc
    .array(step, { minLength: 1, maxLength: choice.maxLength ?? 12 })
    .map((steps) => buildExpression(steps, choice));
}

type Step = readonly [operation: number, a: number, b: number, c: number];

/** Builds an expression from a list of numbers. Every list gives a valid expression. */
export function buildExpression(
  steps: readonly Step[],
  { arguments: count, operations = everyOperation, constants = awkwardNumbers }: ExpressionChoice,
): Expression {
  const numbers: Expression[] = [
    ...constants.map(constant),
    ...Array.from({ length: count }, (_, position) => argument(position)),
  ];
  const conditions: Condition[] = [];
  // Counts from the end: small choices select recent results.
  const number = (choice: number): Expression => numbers.at(-1 - (choice % numbers.length))!;
  const condition = (choice: number): Condition =>
    conditions.at(-1 - (choice % conditions.length)) ?? gt(number(choice), number(choice >> 3));
  for (const [which, a, b, c] of steps) {
    const operation = operations[which % operations.length]!;
    if (isIn(binary, operation)) numbers.push(binary[operation](number(a), number(b)));
    else if (isIn(unary, operation)) numbers.push(unary[operation](number(a)));
    else if (isIn(comparisons, operation)) conditions.push(comparisons[operation](number(a), number(b)));
    else if (isIn(logic, operation)) conditions.push(logic[operation](condition(a), condition(b)));
    else if (operation === 'not') conditions.push(not(condition(a)));
    else numbers.push(where(condition(a), number(b), number(c)));
  }
  return numbers.at(-1)!;
}

function isIn<T extends object>(table: T, name: PropertyKey): name is keyof T {
  return name in table;
}
