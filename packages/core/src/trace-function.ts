import { NnfError } from './errors.js';
import { type AnyExpression, argument, type Expression, isCondition, isExpression } from './expression.js';

/** A scalar function written with this package's operations. */
export type ScalarFunction = (...values: readonly Expression[]) => Expression;

/**
 * The expression that a function computes, got by calling it with symbols.
 *
 * It is called twice: a function that is not pure (it counts its calls, or draws numbers) gives two different expressions
 * and is refused. A bare condition (`x ? a : b`, `!x`) cannot be caught: JavaScript asks no object for its truth.
 *
 * @param arity how many symbols to call it with
 * @param name whose function it is, for errors: `activation 'swish'`
 * @throws NnfError `EXPRESSION_RESULT` when it returns no expression, `EXPRESSION_IMPURE` when two calls differ,
 * `EXPRESSION_OPERATOR` when it uses JavaScript's operators
 * @example
 * traceFunction((x) => max(x, 0), 1, 'relu'); // prints as max(a, 0)
 */
export function traceFunction(fn: ScalarFunction, arity: number, name: string): Expression {
  if (typeof fn !== 'function') {
    throw new NnfError('INVALID_PLUGIN', `${name}: expected a function of symbols, got ${String(fn)}`);
  }
  const symbols = Array.from({ length: arity }, (_, position) => argument(position));
  const first = call(fn, symbols, name);
  const second = call(fn, symbols, name);
  if (!isSame(first, second, new Map())) {
    throw new NnfError(
      'EXPRESSION_IMPURE',
      `${name}: two calls gave two different expressions; a traced function must depend on its arguments alone`,
    );
  }
  return first;
}

function call(fn: ScalarFunction, symbols: readonly Expression[], name: string): Expression {
  let result: unknown;
  try {
    result = fn(...symbols);
  } catch (error) {
    if (error instanceof Error && 'code' in error) {
      throw new NnfError(String(error.code), `${name}: ${error.message}`, { cause: error });
    }
    throw error;
  }
  if (isExpression(result) && !isCondition(result)) return result;
  const found = isExpression(result) ? 'a condition; use where(condition, 1, 0)' : String(result);
  throw new NnfError(
    'EXPRESSION_RESULT',
    `${name}: the function returned ${found}, expected an expression made with add, mul, max, exp, … of @nnf/core`,
  );
}

/** Whether two expressions are built alike; `known` has what was compared before, since parts are shared. */
function isSame(one: AnyExpression, other: AnyExpression, known: Map<AnyExpression, AnyExpression>): boolean {
  if (one === other || known.get(one) === other) return true;
  known.set(one, other);
  return (
    one.operation === other.operation &&
    Object.is(one.value, other.value) &&
    one.operands.length === other.operands.length &&
    one.operands.every((operand, i) => isSame(operand, other.operands[i]!, known))
  );
}
