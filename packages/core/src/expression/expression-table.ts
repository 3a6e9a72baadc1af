import { type AnyExpression, withOperands } from './expression.js';
import { usedArguments } from './expression-arguments.js';
import { fold } from './fold.js';

/**
 * Interns expressions (hash consing): structurally equal expressions become the same node. Equality is then identity, and a
 * shared part is computed once.
 */
export class ExpressionTable {
  readonly #nodes = new Map<string, AnyExpression>();
  readonly #numbers = new Map<AnyExpression, number>();
  readonly #interned = new Map<AnyExpression, AnyExpression>();
  readonly #arguments = new Map<AnyExpression, readonly number[]>();
  /** The results of `simplifyExpression`: simplifying them again changes nothing. */
  readonly simple = new Set<AnyExpression>();

  /** The node for all expressions equal to this one. */
  intern<T extends AnyExpression>(expression: T): T;
  intern(expression: AnyExpression): AnyExpression {
    return this.#interned.get(expression) ?? fold(expression, this.#internNode, this.#interned);
  }

  /** A number that identifies the expression in this table: equal expressions have equal numbers. */
  number(expression: AnyExpression): number {
    return this.#numbers.get(this.intern(expression)) as number;
  }

  /** The positions of the arguments that the expressions read, ascending. */
  argumentsOf(expressions: readonly AnyExpression[]): readonly number[] {
    const [only] = expressions;
    if (!only || expressions.length > 1) return usedArguments(expressions);
    const known = this.#arguments.get(only) ?? usedArguments(expressions);
    this.#arguments.set(only, known);
    return known;
  }

  readonly #internNode = (expression: AnyExpression, operands: readonly AnyExpression[]): AnyExpression => {
    const key = this.#key(expression, operands);
    const known = this.#nodes.get(key);
    if (known) return known;
    const node = withOperands(expression, operands);
    this.#nodes.set(key, node);
    this.#numbers.set(node, this.#numbers.size);
    this.#interned.set(node, node);
    return node;
  };

  #key(expression: AnyExpression, operands: readonly AnyExpression[]): string {
    // The key must tell −0 from 0: 1 / x does.
    let key = `${expression.operation} ${Object.is(expression.value, -0) ? '-0' : expression.value}`;
    for (let i = 0; i < operands.length; i++) key += ` ${this.#numbers.get(operands[i]!)}`;
    return key;
  }
}
