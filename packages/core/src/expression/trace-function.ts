import { describeValue } from '../base/describe-value.js';
import { isNnfError, NnfError } from '../base/errors.js';
import { type AnyExpression, argument, type Expression, isCondition, isExpression } from './expression.js';

/** A scalar function written with the operations of `@nnf/core`. */
export type ScalarFunction = (...values: readonly Expression[]) => Expression;

/**
 * Traces a function: calls it with symbols and returns the expression that it computes.
 *
 * It calls the function twice to detect impure ones, such as a function that counts its calls or draws random numbers. It
 * cannot detect a symbol used as a boolean (`x ? a : b`, `!x`): JavaScript treats every object as true.
 *
 * @param arity the number of symbols to call it with
 * @param name the function, for errors: `activation 'swish'`
 * @throws NnfError `INVALID_PLUGIN` unless `fn` is a function, `EXPRESSION_RESULT` when it does not return an expression,
 * `EXPRESSION_IMPURE` when the two calls differ, `EXPRESSION_OPERATOR` when it uses JavaScript's operators,
 * `EXPRESSION_OPERAND` for an invalid operand or a symbol of another function
 * @example
 * printExpression(traceFunction((x) => max(x, 0), 1, 'relu')); // 'max(a, 0)'
 */
export function traceFunction(fn: ScalarFunction, arity: number, name: string): Expression {
  if (typeof fn !== 'function') {
    throw new NnfError('INVALID_PLUGIN', `${name}: expected a function of symbols, got ${describeValue(fn)}`);
  }
  const symbols: Expression[] = [];
  for (let position = 0; position < arity; position++) symbols.push(argument(position));
  const first = call(fn, symbols, name);
  const second = call(fn, symbols, name);
  const parts = commonParts(first, second);
  if (!parts) {
    throw new NnfError(
      'EXPRESSION_IMPURE',
      `${name}: two calls returned different expressions; a traced function must depend only on its arguments`,
    );
  }
  for (const { operation, value } of parts.keys()) {
    if (operation !== 'argument' || value < arity) continue;
    throw new NnfError(
      'EXPRESSION_OPERAND',
      `${name}: the expression reads argument ${value} (from 0), but the function takes ${arity}; use only its own symbols`,
    );
  }
  return first;
}

/**
 * Every part of the first expression with its counterpart in the second, or undefined if they differ. Activations are traced
 * when their packages are imported, so this does less than an `ExpressionTable`, which would compare in any order.
 */
function commonParts(first: AnyExpression, second: AnyExpression): Map<AnyExpression, AnyExpression> | undefined {
  const found = new Map<AnyExpression, AnyExpression>();
  const pending = [first, second];
  while (pending.length > 0) {
    const b = pending.pop()!;
    const a = pending.pop()!;
    if (found.get(a) === b) continue;
    if (a.operation !== b.operation || !Object.is(a.value, b.value)) return undefined;
    found.set(a, b);
    for (let i = 0; i < a.operands.length; i++) pending.push(a.operands[i]!, b.operands[i]!);
  }
  return found;
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

/** Returns the result of `work`. An `NnfError` thrown in it gets the place as prefix. */
export function withPlace<T>(place: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!isNnfError(error)) throw error;
    throw new NnfError(error.code, `${place}: ${error.message}`, { cause: error });
  }
}
