import { planFormat } from '../base/plugin.js';
import type { PlanNode } from './plan-node.js';
import type { PlanScalar } from './plan-scalar.js';

/**
 * A traced computation: a list of operations on matrices in execution order. Operands are positions in the list. The number
 * of rows of a batch is open. `printPlan(plan)` prints it.
 */
export class Plan {
  /** The {@link planFormat} of the core that made the plan. */
  readonly format: number = planFormat;

  /**
   * @param nodes the operations; every operand comes before its readers
   * @param outputs the positions of the outputs in `nodes`, by name
   */
  constructor(
    readonly nodes: readonly PlanNode[],
    readonly outputs: Readonly<Record<string, number>>,
  ) {}
}

/** The scalars that a plan reads, in the order of `RunRequest.scalars`. */
export function scalarsOf(plan: Plan): readonly PlanScalar[] {
  return plan.nodes.flatMap((node) => (node.operation === 'scalar' ? [node.scalar] : []));
}
