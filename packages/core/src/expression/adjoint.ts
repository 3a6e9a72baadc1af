import { type AnyExpression, add, type Condition, type Expression, where } from './expression.js';
import { type Side, sideOf } from './side.js';

/** A derivative: `value` on one side of a condition, 0 elsewhere. */
export interface Derivative {
  readonly value: Expression;
  readonly side: Side;
  /**
   * Whether the value may be 0 because a `where` took something else, and so must stay 0 when it is multiplied by something
   * infinite: 0 for no, 2 for yes, 1 if a product of matrices lies between. What goes into a product must be finite, so for 1
   * only the derivatives of steep functions, such as the root, can be infinite.
   */
  readonly skipped: number;
}

/** The sum of the contributions to the derivative with respect to one node, those of each side of a condition apart. */
export class Adjoint {
  readonly #parts = new Map<Side, Derivative>();
  /** The sides that have had a part, by depth. */
  readonly #levels: Side[][] = [];

  /** Adds a contribution. `where(condition, x, 0)` is x on one side of the condition. */
  add({ value, side, skipped }: Derivative): void {
    let inner = value;
    let within = side;
    while (selects(inner)) {
      const [condition, whenTrue, whenFalse] = inner.operands as Choice;
      const holds = isZero(whenFalse);
      inner = holds ? whenTrue : whenFalse;
      within = sideOf(condition, holds, within);
    }
    this.#put(inner, within, skipped);
  }

  /** The sum: on the innermost side that has all of it, or everywhere. */
  sum(everywhere = false): Derivative {
    const parts = this.#parts;
    for (let depth = this.#levels.length - 1; depth > 0; depth--) {
      for (const side of this.#levels[depth] ?? []) {
        const part = parts.get(side);
        // Its part may be in that of the opposite side.
        if (!part) continue;
        if (parts.size === 1 && !everywhere) return part;
        const [condition, holds, within] = side.of!;
        const opposite = sideOf(condition, !holds, within);
        const other = parts.get(opposite);
        parts.delete(side);
        parts.delete(opposite);
        const [value, rest] = [part.value, other?.value ?? 0];
        this.#put(
          holds ? where(condition, value, rest) : where(condition, rest, value),
          within,
          other ? Math.max(part.skipped, other.skipped) : 2,
        );
      }
    }
    return parts.values().next().value!;
  }

  #put(value: Expression, side: Side, skipped: number): void {
    const known = this.#parts.get(side);
    if (!known) (this.#levels[side.depth] ?? this.#newLevel(side.depth)).push(side);
    this.#parts.set(
      side,
      known
        ? { value: add(known.value, value), side, skipped: Math.min(known.skipped, skipped) }
        : { value, side, skipped },
    );
  }

  #newLevel(depth: number): Side[] {
    const level: Side[] = [];
    this.#levels[depth] = level;
    return level;
  }
}

type Choice = readonly [Condition, Expression, Expression];

/** Whether it is a choice between something and 0. */
export function selects({ operation, operands }: AnyExpression): boolean {
  return operation === 'where' && operands.some(isZero);
}

/** Whether a node is the constant 0, not −0. */
function isZero({ operation, value }: AnyExpression): boolean {
  return operation === 'constant' && Object.is(value, 0);
}
