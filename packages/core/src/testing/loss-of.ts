import { type Activation, activate } from '../parts/activation.js';
import type { Loss } from '../parts/loss.js';
import { gradient } from '../plan/gradient.js';
import { PlanBuilder } from '../plan/plan-builder.js';
import { simplify } from '../plan/simplify.js';
import { reduceSum } from '../plan/tensor.js';
import { interpretPlan } from './interpret-plan.js';

/** The number types that a loss must be right in. */
export const numberTypes = [
  ['float64', (value: number): number => value],
  ['float32', Math.fround],
] as const;

/**
 * The loss of each sample from the input of the activation before it, and the gradient of the sum of losses with respect to
 * that input, by the simplified plan. Every scalar operation is rounded.
 */
export function lossOf(
  loss: Loss,
  activation: Activation | undefined,
  samples: readonly (readonly number[])[],
  targets: readonly (readonly number[])[],
  round?: (value: number) => number,
): { readonly losses: readonly number[]; readonly gradient: readonly (readonly number[])[] } {
  const columns = samples[0]!.length;
  const builder = new PlanBuilder();
  const x = builder.input('x', columns);
  const losses = loss.forward(activate(activation, x), builder.input('targets', columns));
  builder.output('losses', losses);
  builder.output('gradient', gradient(reduceSum(losses, 'rows'), [x])[0]!);
  const rows = samples.length;
  const matrix = (values: readonly (readonly number[])[]) => ({
    rows,
    columns,
    data: Float64Array.from(values.flat()),
  });
  const { outputs } = interpretPlan(
    simplify(builder.build()),
    { rows, data: { x: matrix(samples), targets: matrix(targets) } },
    round ? { round } : {},
  );
  const flat = outputs.gradient!;
  return {
    losses: outputs.losses!,
    gradient: samples.map((_, row) => flat.slice(row * columns, (row + 1) * columns)),
  };
}
