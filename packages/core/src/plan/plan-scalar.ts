/** What a plan's scalar stands for, and so where its value comes from at each batch. */
export type PlanScalar =
  | {
      /** How many rows the update is made of: the batch's, or with `accumulate` those of several batches. */
      readonly kind: 'rows';
    }
  | {
      /** The step size of the update. */
      readonly kind: 'learning rate';
    }
  | {
      /** 1 in a batch that ends with an update, 0 in one that only adds to the gradients. */
      readonly kind: 'update';
    }
  | {
      /** How many rows of the update came before the batch's first. */
      readonly kind: 'first row';
    }
  | {
      /** The random generator's state at (seed, step). */
      readonly kind: 'random';
      /** Which word of the state, each an integer from 0 to 4095. */
      readonly word: 0 | 1 | 2 | 3;
    }
  | {
      /** A number of the optimizer's own. */
      readonly kind: 'optimizer';
      /** The key of its function in `Optimizer.scalars`. */
      readonly name: string;
    }
  | {
      /** A number that only the plan's author knows. Training refuses it. */
      readonly kind: 'custom';
      /** The author's name for it. */
      readonly name: string;
    };

/**
 * The scalar as text, for printed plans: `learning rate`, `random 0`. Two of one plan that differ have different texts,
 * unless a custom one takes the text of another kind.
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

/** Whether two scalars stand for the same number. */
export function sameScalar(a: PlanScalar, b: PlanScalar): boolean {
  return a.kind === b.kind && printScalar(a) === printScalar(b);
}
