import { argument, type Expression, mul, sub } from '../expression/expression.js';
import { gradient } from '../plan/gradient.js';
import type { Plan } from '../plan/plan.js';
import { PlanBuilder } from '../plan/plan-builder.js';
import { simplify } from '../plan/simplify.js';
import { map, matmul, reduceSum } from '../plan/tensor.js';
import { chains, deep, shared } from './deep-expressions.js';
import type { PlanRun } from './interpret-plan.js';

/** A map of one expression over data of 3 columns. */
function mapPlan(expression: Expression): Plan {
  const builder = new PlanBuilder();
  const x = builder.input('x', 3);
  builder.output('y', builder.add({ operation: 'map', operands: [x.index], expression, shape: x.shape }));
  return simplify(builder.build());
}

/** An update by the derivative of an expression. */
function trainingPlan(expression: Expression): Plan {
  const builder = new PlanBuilder();
  const weights = builder.parameter('w', 'weight', [3, 3]);
  const y = builder.add({ operation: 'map', operands: [weights.index], expression, shape: weights.shape });
  const [slope] = gradient(reduceSum(y, 'both'), [weights]);
  const operands = [weights.index, slope!.index];
  const expressions = [sub(argument(0), argument(1))];
  builder.add({ operation: 'update', targets: [weights.index], operands, expressions, shape: weights.shape });
  return simplify(builder.build());
}

/** An update by an optimizer that nests its gradient, which is a product with the data. */
function productPlan(depth: number): Plan {
  const builder = new PlanBuilder();
  const x = builder.input('x', 3);
  const weights = builder.parameter('w', 'weight', [3, 3]);
  const slope = matmul(
    x,
    map((a) => mul(a, 0.125), matmul(x, weights)),
    [true, false],
  );
  const expressions = [sub(argument(0), shared(depth, argument(1)))];
  const operands = [weights.index, slope.index];
  builder.add({ operation: 'update', targets: [weights.index], operands, expressions, shape: weights.shape });
  builder.output('product', matmul(x, weights));
  return simplify(builder.build());
}

/** Plans that would overflow a recursive walk over expressions, or make a repeated one too slow. */
export const deepPlans: Readonly<Record<string, () => Plan>> = {
  ...Object.fromEntries(
    Object.entries(chains).map(([name, chain]) => [`a chain of ${deep} (${name})`, () => mapPlan(chain(deep))]),
  ),
  [`the derivative of a chain of ${deep}`]: () => trainingPlan(chains.calls!(deep)),
  '200 shared levels': () => mapPlan(shared(200)),
  'the derivative of 200 shared levels': () => trainingPlan(shared(200)),
  'a product nested in 200 shared levels': () => productPlan(200),
};

/** A run of any of them, with data that is mostly zeros. */
export const deepRun: PlanRun = {
  rows: 4,
  data: { x: { rows: 4, columns: 3, data: Float64Array.of(0, 0.25, 0, 0, 0, 0, 0.5, 0, 0, 0, 0, -0.75) } },
  parameters: { w: [0.375, -0.25, 0.3125, 0, 0.125, 0.4375, -0.375, 0.25, 0.0625] },
};
