import { type AnyExpression, withOperands } from './expression.js';

/**
 * Finds equal expressions: every expression that is interned comes back as the one node that stands for all that are
 * built alike, so equal means identical, and what is shared is computed once.
 */
export class ExpressionTable {
  readonly #nodes = new Map<string, AnyExpression>();
  readonly #numbers = new Map<AnyExpression, number>();
  readonly #interned = new Map<AnyExpression, AnyExpression>();
  /** What came out of `simplifyExpression`: simplifying it again would change nothing. */
  readonly simple = new Set<AnyExpression>();

  /** The node that stands for all expressions equal to this one. */
  intern<T extends AnyExpression>(expression: T): T;
  intern(expression: AnyExpression): AnyExpression {
    const known = this.#interned.get(expression);
    if (known) return known;
    const operands = expression.operands.map((operand) => this.intern(operand));
    const key = this.#key(expression, operands);
    let node = this.#nodes.get(key);
    if (!node) {
      node = withOperands(expression, operands);
      this.#nodes.set(key, node);
      this.#numbers.set(node, this.#numbers.size);
      this.#interned.set(node, node);
    }
    this.#interned.set(expression, node);
    return node;
  }

  /** A number that equal expressions, and only they, have in common within this table. */
  number(expression: AnyExpression): number {
    return this.#numbers.get(this.intern(expression)) as number;
  }

  #key(expression: AnyExpression, operands: readonly AnyExpression[]): string {
    // Object.is(-0, 0) is false, and 1 / x tells them apart: so must the key.
    const value = Object.is(expression.value, -0) ? '-0' : expression.value;
    return `${expression.operation} ${value} ${operands.map((operand) => this.#numbers.get(operand)).join(' ')}`;
  }
}
