import { add, argument, mul } from '../expression/expression.js';
import type { Plan } from '../plan/plan.js';
import { PlanBuilder } from '../plan/plan-builder.js';
import { map, reduceSum } from '../plan/tensor.js';

/** Two plans that share a parameter: `sum` adds rows to it and outputs its old value, `scale` multiplies by it. */
export function summingPlans(): Readonly<Record<'sum' | 'scale', Plan>> {
  const builder = new PlanBuilder();
  const x = builder.input('x', 2);
  const total = builder.parameter('total', 'weight', [1, 2]);
  const sum = reduceSum(x, 'rows');
  builder.output(
    'doubled',
    map((value) => mul(value, 2), x),
  );
  builder.output('batch sum', sum);
  builder.output(
    'total before',
    map((value) => mul(value, 1), total),
  );
  builder.output('total itself', total);
  builder.output('x itself', x);
  builder.add({
    operation: 'update',
    targets: [total.index],
    operands: [total.index, sum.index],
    expressions: [add(argument(0), argument(1))],
    shape: [1, 2],
  });
  const scaling = new PlanBuilder();
  scaling.output('scaled', map(mul, scaling.input('x', 2), scaling.parameter('total', 'weight', [1, 2])));
  return { sum: builder.build(), scale: scaling.build() };
}
