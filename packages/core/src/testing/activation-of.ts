import { mul } from '../expression/expression.js';
import type { Activation } from '../parts/activation.js';
import { gradient } from '../plan/gradient.js';
import { PlanBuilder } from '../plan/plan-builder.js';
import { simplify } from '../plan/simplify.js';
import { map, reduceSum } from '../plan/tensor.js';
import { interpretPlan } from './interpret-plan.js';

/** One row of an activation's output, of its logarithms, and its vector-Jacobian product for `vector`. */
export interface ActivationRow {
  readonly output: readonly number[];
  readonly log: readonly number[] | undefined;
  readonly logComplement: readonly number[] | undefined;
  readonly product: readonly number[];
}

/** Applies an activation to one row, by the simplified plan. Every scalar operation is rounded. */
export function activationOf(
  activation: Activation,
  row: readonly number[],
  vector: readonly number[] = row.map(() => 1),
  round?: (value: number) => number,
): ActivationRow {
  const builder = new PlanBuilder();
  const columns = row.length;
  const x = builder.input('x', columns);
  const output = activation.forward(x);
  builder.output('output', output);
  if (activation.log) builder.output('log', activation.log(x));
  if (activation.logComplement) builder.output('logComplement', activation.logComplement(x));
  const weighted = reduceSum(map(mul, output, builder.input('vector', columns)), 'both');
  builder.output('product', gradient(weighted, [x])[0]!);
  const matrix = (values: readonly number[]) => ({ rows: 1, columns, data: Float64Array.from(values) });
  const { outputs } = interpretPlan(
    simplify(builder.build()),
    { rows: 1, data: { x: matrix(row), vector: matrix(vector) } },
    round ? { round } : {},
  );
  return {
    output: outputs.output!,
    log: outputs.log,
    logComplement: outputs.logComplement,
    product: outputs.product!,
  };
}
