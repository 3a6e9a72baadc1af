import { describeValue } from '../base/describe-value.js';
import { NnfError } from '../base/errors.js';
import { invalidArgument } from '../base/invalid-argument.js';

/**
 * A scalar expression: a graph of operations on symbols, made by calling a plugin's function with symbols. The derivative,
 * each backend's code and the saved form are made from it. Nodes are immutable and may be shared.
 *
 * `Kind` separates numbers from conditions: `where(x, …)` and `mul(gt(x, 0), 2)` do not compile.
 */
export class Expression<Kind extends 'number' | 'condition' = 'number'> {
  /** @internal Use `add`, `mul`, `where`, …. */
  constructor(
    /** Whether it is a number or a condition. */
    readonly kind: Kind,
    /** The operation on the operands. */
    readonly operation: ExpressionOperation,
    /** The operands in order; none for constants and arguments. */
    readonly operands: readonly AnyExpression[],
    /** A constant's value, or an argument's position; 0 for operations. */
    readonly value: number = 0,
  ) {}

  /**
   * Rejects JavaScript's operators: `x > 0` or `x + 1` would silently lose the expression.
   *
   * @throws NnfError `EXPRESSION_OPERATOR` always
   */
  [Symbol.toPrimitive](): never {
    throw new NnfError(
      'EXPRESSION_OPERATOR',
      "JavaScript's operators cannot be traced: write add(x, 1) for x + 1, mul(x, y) for x * y, gt(x, 0) for x > 0, " +
        'where(gt(x, 0), a, b) for x > 0 ? a : b, exp(x) for Math.exp(x), all from @nnf/core',
    );
  }
}

/** A truth value in an expression: made by `gt`, `and`, …, used by `where`. */
export type Condition = Expression<'condition'>;
/** Any node of an expression's graph: a number or a condition. */
export type AnyExpression = Expression | Condition;

/** A numeric operand: an expression or a plain number. */
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
  | 'sin'
  | 'cos'
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

/** The loss's derivative with respect to each operand; undefined for zero. */
type Contributions = readonly (Expression | undefined)[];

/**
 * The derivative of an operation; `@nnf/backend-reference` defines its value.
 * `derivative(upstream, self, …operands)` returns for each operand `upstream · ∂self/∂operand`.
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

/** The derivatives of a choice between two numbers. Both have the same condition, so that they can be put together again. */
const choice = (condition: Condition, g: Expression): Contributions => [where(condition, g, 0), where(condition, 0, g)];

/**
 * Every operation with its derivative. At a kink it is one of the subgradients: 0 for `max(x, 0)` and `abs` at 0.
 */
export const rules: { readonly [operation in ExpressionOperation]: Rule } = {
  constant: { arity: 0, derivative: none },
  argument: { arity: 0, derivative: none },
  add: { arity: 2, derivative: (g) => [g, g] },
  sub: { arity: 2, derivative: (g) => [g, neg(g)] },
  mul: { arity: 2, derivative: (g, _, a, b) => [mul(g, b), mul(g, a)] },
  div: { arity: 2, derivative: (g, y, _, b) => [div(g, b), div(neg(mul(g, y)), b)] },
  neg: { arity: 1, derivative: (g) => [neg(g)] },
  // When both are equal, the gradient goes to b. Constants are always b, so max(x, 0) has derivative 0 at 0.
  // Comparing the result instead of a is equivalent, and spares memory: a layer's output is kept anyway, its input is not.
  max: { arity: 2, derivative: (g, y, _, b) => choice(gt(y, b), g) },
  min: { arity: 2, derivative: (g, y, _, b) => choice(lt(y, b), g) },
  abs: { arity: 1, derivative: (g, y, a) => [where(gt(y, 0), where(gt(a, 0), g, neg(g)), 0)] },
  floor: { arity: 1, derivative: none },
  sqrt: { arity: 1, derivative: (g, y) => [div(mul(0.5, g), y)] },
  exp: { arity: 1, derivative: (g, y) => [mul(g, y)] },
  log: { arity: 1, derivative: (g, _, a) => [div(g, a)] },
  sin: { arity: 1, derivative: (g, _, a) => [mul(g, cos(a))] },
  cos: { arity: 1, derivative: (g, _, a) => [mul(g, neg(sin(a)))] },
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
  where: { arity: 3, derivative: (g, self) => [undefined, ...choice(self.operands[0] as Condition, g)] },
};

/**
 * A number as an expression. Operations take plain numbers too; use it where an `Expression` is required, such as the result
 * of a constant function.
 *
 * @param value any number, including ±Infinity, except NaN
 * @throws NnfError `EXPRESSION_OPERAND` for NaN or a value that is not a number
 * @example
 * const one = elementwise('one', () => constant(1));
 */
export function constant(value: number): Expression {
  if (typeof value !== 'number' || Number.isNaN(value)) {
    throw new NnfError('EXPRESSION_OPERAND', `constant: value is ${String(value)}, expected a number other than NaN`);
  }
  return new Expression('number', 'constant', [], value);
}

/**
 * The symbol for a function's argument.
 *
 * @param position the argument's position, an integer from 0
 * @throws NnfError `INVALID_ARGUMENT` for any other position
 * @example
 * const sum = add(argument(0), argument(1)); // prints as a + b
 */
export function argument(position: number): Expression {
  if (!(Number.isSafeInteger(position) && position >= 0)) {
    throw invalidArgument('argument: position', position, 'an integer of 0 or more');
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
/** The larger number; NaN if either is NaN. For x = y the derivative with respect to x is 0, so `max(x, 0)` has 0 at 0. */
export const max = (x: Scalar, y: Scalar): Expression => (isConstant(x) ? numeric('max', y, x) : numeric('max', x, y));
/** The smaller number; NaN if either is NaN. For x = y the derivative with respect to x is 0. */
export const min = (x: Scalar, y: Scalar): Expression => (isConstant(x) ? numeric('min', y, x) : numeric('min', x, y));
/** |x|. Derivative 0 at 0. */
export const abs = (x: Scalar): Expression => numeric('abs', x);
/** The largest integer ≤ x. Derivative 0. */
export const floor = (x: Scalar): Expression => numeric('floor', x);
/** √x; NaN for x < 0. */
export const sqrt = (x: Scalar): Expression => numeric('sqrt', x);
/** eˣ; Infinity from about x = 88.7 in float32 and 709.8 in float64. */
export const exp = (x: Scalar): Expression => numeric('exp', x);
/** The natural logarithm; −Infinity at 0, NaN for x < 0. */
export const log = (x: Scalar): Expression => numeric('log', x);
/** The sine of x radians; NaN for ±Infinity. */
export const sin = (x: Scalar): Expression => numeric('sin', x);
/** The cosine of x radians; NaN for ±Infinity. */
export const cos = (x: Scalar): Expression => numeric('cos', x);
/** The hyperbolic tangent, (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ), without overflow. */
export const tanh = (x: Scalar): Expression => numeric('tanh', x);
/** The logistic sigmoid, 1 / (1 + e⁻ˣ), without overflow. */
export const sigmoid = (x: Scalar): Expression => numeric('sigmoid', x);
/** log(1 + eˣ), without overflow, and accurate for very negative x. Its derivative is `sigmoid`, ½ at 0. */
export const softplus = (x: Scalar): Expression => numeric('softplus', x);
/** x, with derivative 0. */
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
/** x ∧ y: true when both are. */
export const and = (x: Condition, y: Condition): Condition => logical('and', x, y);
/** x ∨ y: true when at least one is. */
export const or = (x: Condition, y: Condition): Condition => logical('or', x, y);
/** ¬x: true when x is false. */
export const not = (x: Condition): Condition => logical('not', x);
/**
 * `whenTrue` where the condition is true, `whenFalse` elsewhere. Both are computed. The operand not selected has gradient 0,
 * even if it or its derivative is not finite: `where(gt(x, 0), sqrt(x), 0)` has gradient 0 for x ≤ 0. Only a product of
 * matrices spreads what is not finite to all that it is added to.
 */
export const where = (condition: Condition, whenTrue: Scalar, whenFalse: Scalar): Expression =>
  new Expression('number', 'where', [truth(condition, 'where'), lift(whenTrue, 'where'), lift(whenFalse, 'where')]);

/** Whether the value is an expression, of this copy of core or another. */
export function isExpression(value: unknown): value is AnyExpression {
  return typeof value === 'object' && value !== null && 'operation' in value && 'kind' in value;
}

/** Whether the expression is a condition. */
export function isCondition(expression: AnyExpression): expression is Condition {
  return expression.kind === 'condition';
}

function isConstant(x: Scalar): boolean {
  return typeof x === 'number' || (isExpression(x) && x.operation === 'constant');
}

/**
 * The node with other operands, as many and of the same kinds; the same node when they are the ones it has.
 *
 * @example
 * // The expression with x + 1 in place of x:
 * fold<AnyExpression>(expression, (node, operands) =>
 *   node.operation === 'argument' ? add(argument(node.value), 1) : withOperands(node, operands));
 */
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
  // Only a tensor has a builder.
  return typeof value === 'object' && value !== null && 'builder' in value
    ? 'a tensor; write map((x) => …, tensor)'
    : describeValue(value);
}

function truth(value: Condition, operation: string): Condition {
  if (isExpression(value) && isCondition(value)) return value;
  const found = isExpression(value) ? 'a number; compare it, as in gt(x, 0)' : describeValue(value);
  throw new NnfError('EXPRESSION_OPERAND', `${operation} of an expression: expected a condition, got ${found}`);
}
