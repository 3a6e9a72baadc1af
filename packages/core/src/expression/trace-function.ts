import { describeValue } from '../base/describe-value.js';
import { isNnfError, NnfError } from '../base/errors.js';
import { argument, type Expression, isCondition, isExpression } from './expression.js';
import { usedArguments } from './expression-arguments.js';
import { ExpressionTable } from './expression-table.js';

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
 * `EXPRESSION_OPERATOR` when it uses JavaScript's operators, `EXPRESSION_OPERAND` for an operand that is none, or the symbol
 * of another function
 * @example
 * traceFunction((x) => max(x, 0), 1, 'relu'); // prints as max(a, 0)
 */
export function traceFunction(fn: ScalarFunction, arity: number, name: string): Expression {
  if (typeof fn !== 'function') {
    throw new NnfError('INVALID_PLUGIN', `${name}: expected a function of symbols, got ${describeValue(fn)}`);
  }
  const symbols = Array.from({ length: arity }, (_, position) => argument(position));
  const first = call(fn, symbols, name);
  const second = call(fn, symbols, name);
  const table = new ExpressionTable();
  if (table.intern(first) !== table.intern(second)) {
    throw new NnfError(
      'EXPRESSION_IMPURE',
      `${name}: two calls gave two different expressions; a traced function must depend on its arguments alone`,
    );
  }
  const foreign = usedArguments([first]).find((position) => position >= arity);
  if (foreign !== undefined) {
    throw new NnfError(
      'EXPRESSION_OPERAND',
      `${name}: the expression holds argument ${foreign}, and the function is given ${arity} (counted from 0); a symbol ` +
        'belongs to the function that was called with it',
    );
  }
  return first;
}

function call(fn: ScalarFunction, symbols: readonly Expression[], name: string): Expression {
  const result: unknown = withPlace(name, () => fn(...symbols));
  if (isExpression(result) && !isCondition(result)) return result;
  const found = isExpression(result) ? 'a condition; use where(condition, 1, 0)' : describeValue(result);
  throw new NnfError(
    'EXPRESSION_RESULT',
    `${name}: the function returned ${found}, expected an expression made with add, mul, max, exp, … of @nnf/core`,
  );
}

/** What `work` gives; an error of nnf in it is said to be of the place. */
export function withPlace<T>(place: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!isNnfError(error)) throw error;
    throw new NnfError(error.code, `${place}: ${error.message}`, { cause: error });
  }
}
