import { describeValue } from '../base/describe-value.js';
import { NnfError } from '../base/errors.js';
import { invalidArgument } from '../base/invalid-argument.js';

/**
 * One scalar expression: a graph of operations over symbols, made by calling a plugin's function once. From it come the
 * derivative, each backend's code, and a form that can be saved. Nodes are immutable and may be shared.
 *
 * `Kind` keeps numbers and truth values apart: `where(x, …)` and `mul(gt(x, 0), 2)` do not compile.
 */
export class Expression<Kind extends 'number' | 'condition' = 'number'> {
  /** @internal Use the functions of this file. */
  constructor(
    /** Whether it stands for a number or for a truth value. */
    readonly kind: Kind,
    /** What is computed of the operands. */
    readonly operation: ExpressionOperation,
    /** As many as the operation takes, in its order; none for constants and arguments. */
    readonly operands: readonly AnyExpression[],
    /** A constant's value, or an argument's position. 0 elsewhere. */
    readonly value: number = 0,
  ) {}

  /** JavaScript's own operators see numbers, not symbols: `x > 0` or `x + 1` would silently lose the expression. */
  [Symbol.toPrimitive](): never {
    throw new NnfError(
      'EXPRESSION_OPERATOR',
      "JavaScript's operators cannot be traced: write add(x, 1) for x + 1, mul(x, y) for x * y, gt(x, 0) for x > 0, " +
        'where(gt(x, 0), a, b) for x > 0 ? a : b, exp(x) for Math.exp(x), all from @nnf/core',
    );
  }
}

/** A truth value inside an expression: made by `gt`, `and`, …, used by `where`. */
export type Condition = Expression<'condition'>;
/** A node of an expression's graph, whichever of the two it stands for: what walks over a graph meets both. */
export type AnyExpression = Expression | Condition;

/** What the functions take for a number: an expression or a plain number. */
export type Scalar = Expression | number;

/** The name of an operation on scalars. */
export type ExpressionOperation =
  | 'constant'
  | 'argument'
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'neg'
  | 'max'
  | 'min'
  | 'abs'
  | 'floor'
  | 'sqrt'
  | 'exp'
  | 'log'
  | 'tanh'
  | 'sigmoid'
  | 'softplus'
  | 'stopGradient'
  | 'gt'
  | 'ge'
  | 'lt'
  | 'le'
  | 'eq'
  | 'and'
  | 'or'
  | 'not'
  | 'where';

/** How much of the loss's change goes to each operand; undefined for none. */
type Contributions = readonly (Expression | undefined)[];

/**
 * One operation: what it means is in `@nnf/backend-reference`, what its derivative is stands here.
 * `derivative(upstream, self, …operands)` gives for each operand `upstream · ∂self/∂operand`.
 */
interface Rule {
  readonly arity: number;
  readonly derivative: (
    upstream: Expression,
    self: Expression,
    a: Expression,
    b: Expression,
    c: Expression,
  ) => Contributions;
}

const none = (): Contributions => [];

/**
 * Every operation with its derivative. At a kink the derivative is a choice, and it is made here:
 * `max(x, 0)` and `abs` have 0 at 0, `softplus` has ½ there.
 */
export const rules: { readonly [operation in ExpressionOperation]: Rule } = {
  constant: { arity: 0, derivative: none },
  argument: { arity: 0, derivative: none },
  add: { arity: 2, derivative: (g) => [g, g] },
  sub: { arity: 2, derivative: (g) => [g, neg(g)] },
  mul: { arity: 2, derivative: (g, _, a, b) => [mul(g, b), mul(g, a)] },
  div: { arity: 2, derivative: (g, y, _, b) => [div(g, b), neg(div(mul(g, y), b))] },
  neg: { arity: 1, derivative: (g) => [neg(g)] },
  // Where both are equal the second wins, so that max(x, 0) has derivative 0 at 0; constants are always second.
  // The result is compared, not a, which says the same: a layer's output is at hand where its input need not be kept.
  max: { arity: 2, derivative: (g, y, _, b) => [where(gt(y, b), g, 0), where(gt(y, b), 0, g)] },
  min: { arity: 2, derivative: (g, y, _, b) => [where(lt(y, b), g, 0), where(lt(y, b), 0, g)] },
  abs: { arity: 1, derivative: (g, _, a) => [where(gt(a, 0), g, where(lt(a, 0), neg(g), 0))] },
  floor: { arity: 1, derivative: none },
  sqrt: { arity: 1, derivative: (g, y) => [div(mul(0.5, g), y)] },
  exp: { arity: 1, derivative: (g, y) => [mul(g, y)] },
  log: { arity: 1, derivative: (g, _, a) => [div(g, a)] },
  tanh: { arity: 1, derivative: (g, y) => [mul(g, sub(1, mul(y, y)))] },
  sigmoid: { arity: 1, derivative: (g, y) => [mul(g, mul(y, sub(1, y)))] },
  softplus: { arity: 1, derivative: (g, _, a) => [mul(g, sigmoid(a))] },
  stopGradient: { arity: 1, derivative: none },
  gt: { arity: 2, derivative: none },
  ge: { arity: 2, derivative: none },
  lt: { arity: 2, derivative: none },
  le: { arity: 2, derivative: none },
  eq: { arity: 2, derivative: none },
  and: { arity: 2, derivative: none },
  or: { arity: 2, derivative: none },
  not: { arity: 1, derivative: none },
  where: {
    arity: 3,
    derivative: (g, self) => {
      const condition = self.operands[0] as Condition;
      return [undefined, where(condition, g, 0), where(condition, 0, g)];
    },
  },
};

/**
 * The number itself, as an expression. The functions of this file take plain numbers too: it is for what has to be an
 * `Expression`, such as the result of a function that is the same everywhere.
 *
 * @param value any number, ±Infinity too, but not NaN
 * @throws NnfError `EXPRESSION_OPERAND` for NaN and for what is no number
 * @example
 * const one = elementwise('one', () => constant(1));
 */
export function constant(value: number): Expression {
  if (typeof value !== 'number' || Number.isNaN(value)) {
    throw new NnfError(
      'EXPRESSION_OPERAND',
      `an expression cannot hold ${String(value)}: expected a number or an expression`,
    );
  }
  return new Expression('number', 'constant', [], value);
}

/**
 * The symbol for a function's argument number `position`, counted from 0.
 *
 * @throws NnfError `INVALID_ARGUMENT` for another position
 */
export function argument(position: number): Expression {
  if (!(Number.isSafeInteger(position) && position >= 0)) {
    throw invalidArgument('argument: position', position, '0, 1, 2, …');
  }
  return new Expression('number', 'argument', [], position);
}

/** x + y */
export const add = (x: Scalar, y: Scalar): Expression => numeric('add', x, y);
/** x − y */
export const sub = (x: Scalar, y: Scalar): Expression => numeric('sub', x, y);
/** x · y */
export const mul = (x: Scalar, y: Scalar): Expression => numeric('mul', x, y);
/** x / y */
export const div = (x: Scalar, y: Scalar): Expression => numeric('div', x, y);
/** −x */
export const neg = (x: Scalar): Expression => numeric('neg', x);
/** The larger; NaN if either is. Derivative 0 for x where x = y, so that of `max(x, 0)` at 0 is 0. */
export const max = (x: Scalar, y: Scalar): Expression => (isConstant(x) ? numeric('max', y, x) : numeric('max', x, y));
/** The smaller; NaN if either is. Derivative 0 for x where x = y. */
export const min = (x: Scalar, y: Scalar): Expression => (isConstant(x) ? numeric('min', y, x) : numeric('min', x, y));
/** |x|. Derivative 0 at 0. */
export const abs = (x: Scalar): Expression => numeric('abs', x);
/** The largest integer not above x. Derivative 0. */
export const floor = (x: Scalar): Expression => numeric('floor', x);
/** √x, NaN below 0. */
export const sqrt = (x: Scalar): Expression => numeric('sqrt', x);
/** eˣ, Infinity from about 88.7 in float32 and 709.8 in float64. */
export const exp = (x: Scalar): Expression => numeric('exp', x);
/** The natural logarithm: −Infinity at 0, NaN below. */
export const log = (x: Scalar): Expression => numeric('log', x);
/** The hyperbolic tangent, (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ), without overflow on either side. */
export const tanh = (x: Scalar): Expression => numeric('tanh', x);
/** 1 / (1 + e⁻ˣ), without overflow on either side. */
export const sigmoid = (x: Scalar): Expression => numeric('sigmoid', x);
/** log(1 + eˣ), without overflow and exact far below 0. Its derivative is `sigmoid`, ½ at 0. */
export const softplus = (x: Scalar): Expression => numeric('softplus', x);
/** x, as a number that no gradient flows through. */
export const stopGradient = (x: Scalar): Expression => numeric('stopGradient', x);
/** x², the same as `mul(x, x)`. */
export const square = (x: Scalar): Expression => mul(x, x);

/** x > y */
export const gt = (x: Scalar, y: Scalar): Condition => comparison('gt', x, y);
/** x ≥ y */
export const ge = (x: Scalar, y: Scalar): Condition => comparison('ge', x, y);
/** x < y */
export const lt = (x: Scalar, y: Scalar): Condition => comparison('lt', x, y);
/** x ≤ y */
export const le = (x: Scalar, y: Scalar): Condition => comparison('le', x, y);
/** x = y */
export const eq = (x: Scalar, y: Scalar): Condition => comparison('eq', x, y);
/** Both. */
export const and = (x: Condition, y: Condition): Condition => logical('and', x, y);
/** Either. */
export const or = (x: Condition, y: Condition): Condition => logical('or', x, y);
/** Not so. */
export const not = (x: Condition): Condition => logical('not', x);
/**
 * `whenTrue` where the condition holds, `whenFalse` elsewhere. Both are computed; the one not taken has no gradient, but
 * NaN where its derivative is not finite: write where(gt(x, 0), sqrt(max(x, 1e-30)), 0), not where(gt(x, 0), sqrt(x), 0).
 */
export const where = (condition: Condition, whenTrue: Scalar, whenFalse: Scalar): Expression =>
  new Expression('number', 'where', [truth(condition, 'where'), lift(whenTrue, 'where'), lift(whenFalse, 'where')]);

/** Whether the value is an expression, of this copy of core or another. */
export function isExpression(value: unknown): value is AnyExpression {
  return typeof value === 'object' && value !== null && 'operation' in value && 'kind' in value;
}

/** Whether the expression is a truth value. */
export function isCondition(expression: AnyExpression): expression is Condition {
  return expression.kind === 'condition';
}

function isConstant(x: Scalar): boolean {
  return typeof x === 'number' || (isExpression(x) && x.operation === 'constant');
}

/** A node of the same operation over other operands; the same node where they are its own. */
export function withOperands<T extends AnyExpression>(expression: T, operands: readonly AnyExpression[]): T;
export function withOperands(expression: AnyExpression, operands: readonly AnyExpression[]): AnyExpression {
  let i = 0;
  while (i < operands.length && operands[i] === expression.operands[i]) i++;
  if (i === operands.length) return expression;
  return isCondition(expression)
    ? new Expression('condition', expression.operation, operands, expression.value)
    : new Expression('number', expression.operation, operands, expression.value);
}

function numeric(operation: ExpressionOperation, ...operands: readonly Scalar[]): Expression {
  return new Expression(
    'number',
    operation,
    operands.map((operand) => lift(operand, operation)),
  );
}

function comparison(operation: ExpressionOperation, x: Scalar, y: Scalar): Condition {
  return new Expression('condition', operation, [lift(x, operation), lift(y, operation)]);
}

function logical(operation: ExpressionOperation, ...operands: readonly Condition[]): Condition {
  return new Expression(
    'condition',
    operation,
    operands.map((operand) => truth(operand, operation)),
  );
}

function lift(value: Scalar, operation: string): Expression {
  if (isExpression(value) && !isCondition(value)) return value;
  if (typeof value === 'number' && !Number.isNaN(value)) return constant(value);
  throw new NnfError(
    'EXPRESSION_OPERAND',
    `${operation} of an expression: expected a number or an expression, got ${describeOperand(value)}`,
  );
}

function describeOperand(value: unknown): string {
  if (isExpression(value)) return 'a condition; use where(condition, 1, 0)';
  // A tensor, by what it has: expressions are made of a tensor's elements, which map hands in as symbols.
  return typeof value === 'object' && value !== null && 'builder' in value
    ? 'a tensor; write map((x) => …, tensor)'
    : describeValue(value);
}

function truth(value: Condition, operation: string): Condition {
  if (isExpression(value) && isCondition(value)) return value;
  const found = isExpression(value) ? 'a number; compare it, as in gt(x, 0)' : describeValue(value);
  throw new NnfError('EXPRESSION_OPERAND', `${operation} of an expression: expected a condition, got ${found}`);
}
