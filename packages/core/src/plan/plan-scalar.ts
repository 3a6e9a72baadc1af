/** The meaning of a plan's scalar, which determines its value for each batch. */
export type PlanScalar =
  | {
      /** The number of rows of the update: those of the batch, or, with `accumulate`, of several batches. */
      readonly kind: 'rows';
    }
  | {
      /** The step size of the update. */
      readonly kind: 'learning rate';
    }
  | {
      /** 1 in a batch that ends with an update, 0 in a batch that only accumulates gradients. */
      readonly kind: 'update';
    }
  | {
      /** The number of the update's rows before the batch's first. */
      readonly kind: 'first row';
    }
  | {
      /** The random generator's state at (seed, step). */
      readonly kind: 'random';
      /** The index of the word. Each word is an integer from 0 to 4095. */
      readonly word: 0 | 1 | 2 | 3;
    }
  | {
      /** A number of the optimizer. */
      readonly kind: 'optimizer';
      /** The key of its function in `Optimizer.scalars`. */
      readonly name: string;
    }
  | {
      /** A number that the plan's author sets. Training does not support it. */
      readonly kind: 'custom';
      /** The author's name for the number. */
      readonly name: string;
    };

/**
 * The scalar as text, for printed plans: `learning rate`, `random 0`. Different scalars have different texts, except a custom
 * one named like another kind.
 */
export function printScalar(scalar: PlanScalar): string {
  switch (scalar.kind) {
    case 'random':
      return `random ${scalar.word}`;
    case 'optimizer':
      return `optimizer ${scalar.name}`;
    case 'custom':
      return scalar.name;
    default:
      return scalar.kind;
  }
}

/** Whether two scalars mean the same number. */
export function sameScalar(a: PlanScalar, b: PlanScalar): boolean {
  return a.kind === b.kind && printScalar(a) === printScalar(b);
}
