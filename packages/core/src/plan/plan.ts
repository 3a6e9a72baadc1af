import { planFormat } from '../base/plugin.js';
import type { PlanNode } from './plan-node.js';
import type { PlanScalar } from './plan-scalar.js';

/**
 * A traced network: operations on matrices in the order in which they are computed, each naming its operands by their
 * place in the list. The number of rows in a batch is left open. `printPlan(plan)` shows it.
 */
export class Plan {
  /** The version of this form: the {@link planFormat} of the core that made it. */
  readonly format: number = planFormat;

  /**
   * @param nodes every operand stands before what uses it
   * @param outputs what the plan is for, by name: positions in `nodes`
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
