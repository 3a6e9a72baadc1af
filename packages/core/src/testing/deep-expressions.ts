import { add, argument, type Expression, mul, sub, tanh } from '../expression/expression.js';

/** A number of nested operations that must not overflow the stack. */
export const deep = 20_000;

/** Expressions of one argument in which each operation is an operand of the next; the name says on which side. */
export const chains: Readonly<Record<string, (length: number) => Expression>> = {
  left: (length) => repeat(length, (x) => add(x, 1)),
  right: (length) => repeat(length, (x) => sub(1, x)),
  'both sides': (length) => repeat(length, (x) => mul(x, x)),
  calls: (length) => repeat(length, (x) => tanh(x)),
};

/** A graph of `depth` levels with 3 operations each. Its tree has 3^depth nodes, so a walk without a memo never ends. */
export const shared = (depth: number, start: Expression = argument(0)): Expression =>
  repeat(depth, (x) => add(mul(x, 0.5), mul(x, x)), start);

function repeat(times: number, step: (x: Expression) => Expression, start: Expression = argument(0)): Expression {
  let result = start;
  for (let i = 0; i < times; i++) result = step(result);
  return result;
}
