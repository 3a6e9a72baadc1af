import {
  add,
  argument,
  div,
  type Expression,
  exp,
  gt,
  map,
  matmul,
  mul,
  type Plan,
  PlanBuilder,
  reduceSum,
  simplify,
  sqrt,
  sub,
  type Tensor,
  where,
} from '@nnf/core';
import { describe, expect, it } from 'vitest';
import type { PlanRun } from '../../../core/src/testing/interpret-plan.js';
import { expectReference, runOnCpu } from '../testing/against-reference.js';
import { someEighths, someMatrix } from '../testing/some-numbers.js';

const dtypes = ['float32', 'float64'] as const;
const widths = Array.from({ length: 67 }, (_, i) => i + 1);

/** One update of parameters of one shape: expressions of the parameters and of further tensors, in this order. */
function update(
  builder: PlanBuilder,
  targets: readonly Tensor[],
  others: readonly Tensor[],
  ...to: readonly Expression[]
) {
  builder.add({
    operation: 'update',
    targets: targets.map((target) => target.index),
    operands: [...targets, ...others].map((operand) => operand.index),
    expressions: to,
    shape: targets[0]!.shape,
  });
}

const [a, b, c, d] = [0, 1, 2, 3].map(argument) as [Expression, Expression, Expression, Expression];

function runOf(plan: Plan, data: PlanRun['data'], rows: number, batchSize: number): PlanRun {
  const parameters = Object.fromEntries(
    plan.nodes.flatMap((node, i) =>
      node.operation === 'parameter' ? [[node.name, someEighths((node.shape[0] as number) * node.shape[1], i)]] : [],
    ),
  );
  // Powers of two, so that results need few bits and are exact.
  return { data, parameters, rows, batchSize, scalar: (_, batch) => (batch % 2 === 0 ? 0.5 : -0.25) };
}

describe.each(dtypes)('updates in %s', (dtype) => {
  it('see only old values, for every width: two that are swapped, and others with them', async () => {
    for (const columns of widths) {
      const rows = 1 + (columns % 4);
      const builder = new PlanBuilder();
      const x = builder.input('x', columns);
      const parameter = (name: string): Tensor => builder.parameter(name, 'weight', [rows, columns]);
      const [p, q, r, s] = ['p', 'q', 'r', 's'].map(parameter) as [Tensor, Tensor, Tensor, Tensor];
      const sum = reduceSum(x, 'rows');
      update(builder, [p, q], [], b, a);
      update(builder, [r], [sum, builder.scalar({ kind: 'custom', name: 'rate' })], add(a, mul(b, c)));
      update(builder, [s], [builder.index('rows', rows)], sub(a, b));
      builder.output(
        'before',
        map((value) => mul(value, 1), p),
      );
      builder.output('itself', r);
      const plan = simplify(builder.build());
      await expectReference(dtype, plan, runOf(plan, { x: someMatrix(5, columns) }, 5, 2));
    }
  });

  it.each([
    [1, 1],
    [2, 1],
    [3, 1],
    [7, 1],
    [8, 1],
    [33, 1],
    [1, 7],
    [6, 5],
    [5, 33],
    [17, 64],
    [40, 18],
  ])(
    'by a product, [%i, %i]: made within the update, or stored where an output reads it too',
    async (inputs, outputs) => {
      for (const isRead of [false, true]) {
        for (const count of [1, 2]) {
          const builder = new PlanBuilder();
          const x = builder.input('x', inputs);
          const y = builder.input('y', outputs);
          const weights = builder.parameter('weights', 'weight', [inputs, outputs]);
          const slot = builder.parameter('slot', 'slot', [inputs, outputs]);
          const product = matmul(x, y, [true, false]);
          if (isRead) builder.output('gradient', product);
          const rate = builder.scalar({ kind: 'custom', name: 'rate' });
          // The slot's new value is part of the weights' new value, too.
          const moved = add(mul(a, 0.5), mul(mul(b, 0.125), c));
          if (count === 1) update(builder, [weights], [product, rate], moved);
          else
            update(builder, [weights, slot], [product, rate], sub(a, add(mul(b, 0.5), c)), add(mul(b, 0.5), mul(c, d)));
          builder.output('prediction', matmul(x, weights));
          const plan = simplify(builder.build());
          const data = { x: someMatrix(7, inputs, 1, isRead), y: someMatrix(7, outputs, 2) };
          const exact = dtype === 'float64' ? 0 : 1e-5;
          await expectReference(dtype, plan, runOf(plan, data, 7, 3), (expected) => exact * (1 + Math.abs(expected)));
        }
      }
    },
  );

  // a is the parameter, b the gradient, c the learning rate, d a slot.
  const rules: Readonly<Record<string, readonly Expression[]>> = {
    'gradient descent': [sub(a, mul(b, c))],
    'a sum that begins with the gradient': [add(mul(c, b), a)],
    'decay, which moves where the gradient is 0': [sub(mul(a, 0.5), mul(b, c))],
    'the gradient alone': [mul(b, 2)],
    'a constant beside it': [add(sub(a, b), 1)],
    'a condition of it': [where(gt(b, 0), sub(a, 1), add(a, 1))],
    'a power of it': [sub(a, exp(mul(b, 0)))],
    'a slot that moves where the gradient is 0': [sub(a, mul(b, c)), add(mul(d, 0.5), b)],
    'a slot that counts, and a parameter that stays': [sub(a, mul(b, c)), add(d, 1)],
    'a slot that stays, and a parameter that moves': [add(a, d), add(d, b)],
    'two that change places': [add(d, mul(b, 0)), add(a, b)],
  };

  it.each(Object.keys(rules))('by a product of data that is mostly zeros: %s', async (name) => {
    for (const [inputs, outputs] of [
      [16, 1],
      [20, 3],
      [33, 9],
      [29, 70],
    ] as const) {
      const builder = new PlanBuilder();
      const [x, y] = [builder.input('x', inputs), builder.input('y', outputs)];
      const weights = builder.parameter('weights', 'weight', [inputs, outputs]);
      const slot = builder.parameter('slot', 'slot', [inputs, outputs]);
      const prediction = matmul(x, weights);
      builder.output('prediction', prediction);
      const product = matmul(
        x,
        map((value) => mul(value, 0.25), y),
        [true, false],
      );
      const [first, second] = rules[name]!;
      const rate = builder.scalar({ kind: 'custom', name: 'rate' });
      const operands = second ? [weights, product, rate, slot] : [weights, product, rate];
      builder.add({
        operation: 'update',
        targets: second ? [weights.index, slot.index] : [weights.index],
        operands: operands.map((operand) => operand.index),
        expressions: second ? [first!, second] : [first!],
        shape: weights.shape,
      });
      const plan = simplify(builder.build());
      const data = { x: someMatrix(6, inputs, 1, true), y: someMatrix(6, outputs, 2) };
      // Batches of one row use another kernel than longer ones. Row 1 of the data is all zeros.
      for (const batchSize of [1, 2, 6]) await expectReference(dtype, plan, runOf(plan, data, 6, batchSize));
    }
  });

  it('by a product of transposed matrices', async () => {
    const builder = new PlanBuilder();
    const [p, q] = [builder.parameter('p', 'weight', [5, 3]), builder.parameter('q', 'weight', [5, 3])];
    const x = builder.input('x', 3);
    const copies = [map((value) => mul(value, 2), p), map((value) => mul(value, 0.5), q)] as const;
    const square = matmul(copies[0], copies[1], [false, true]);
    const r = builder.parameter('r', 'weight', [5, 5]);
    update(builder, [r], [square], add(mul(a, 0.5), b));
    update(builder, [p], [reduceSum(x, 'both')], sub(mul(a, 0.5), b));
    update(builder, [q], [reduceSum(x, 'rows')], add(mul(a, 0.5), b));
    const plan = simplify(builder.build());
    await expectReference(dtype, plan, runOf(plan, { x: someMatrix(4, 3) }, 4, 2));
  });

  it('by a map that reads two products: one is made within, one before', async () => {
    const builder = new PlanBuilder();
    const [x, y] = [builder.input('x', 6), builder.input('y', 9)];
    const p = builder.parameter('p', 'weight', [6, 9]);
    const double = map((value) => mul(value, 2), y);
    update(builder, [p], [matmul(x, y, [true, false]), matmul(x, double, [true, false])], sub(a, sub(b, mul(c, 0.25))));
    const [u, v] = [builder.parameter('u', 'weight', [6, 4]), builder.parameter('v', 'weight', [6, 4])];
    builder.output(
      'both',
      map((left, right) => sub(left, right), matmul(x, u), matmul(x, v)),
    );
    const plan = simplify(builder.build());
    await expectReference(dtype, plan, runOf(plan, { x: someMatrix(9, 6), y: someMatrix(9, 9) }, 9, 4));
  });

  it('by a product that stands twice in one expression', async () => {
    const builder = new PlanBuilder();
    const x = builder.input('x', 6);
    const product = matmul(x, builder.parameter('u', 'weight', [6, 7]));
    builder.output(
      'squares',
      map((left, right) => mul(left, right), product, product),
    );
    await expectReference(dtype, builder.build(), runOf(builder.build(), { x: someMatrix(9, 6) }, 9, 4));
  });

  it('whatever stands behind an update in the plan, it reads what was made for it', async () => {
    const builder = new PlanBuilder();
    const x = builder.input('x', 8);
    const [p, q] = [builder.parameter('p', 'weight', [1, 8]), builder.parameter('q', 'weight', [1, 8])];
    update(builder, [p], [reduceSum(x, 'rows')], add(a, b));
    const other = builder.reduce('max', x, 'rows');
    update(builder, [q], [map((value) => mul(value, 2), other)], add(a, b));
    builder.output(
      'sum',
      reduceSum(
        map((value) => mul(value, 2), x),
        'columns',
      ),
    );
    const plan = builder.build();
    await expectReference(dtype, plan, runOf(plan, { x: someMatrix(4, 8) }, 4, 2));
  });

  it('of an optimizer with two slots follows the reference over many batches', async () => {
    const builder = new PlanBuilder();
    const [x, y] = [builder.input('x', 10), builder.input('y', 3)];
    const weights = builder.parameter('weights', 'weight', [10, 3]);
    const [m, v] = [builder.parameter('m', 'slot', [10, 3]), builder.parameter('v', 'slot', [10, 3])];
    const error = map(sub, matmul(x, weights), y);
    const [first, second, gradient] = [b, c, mul(d, 0.1)];
    const mean = add(mul(0.9, first), mul(0.1, gradient));
    const square = add(mul(0.99, second), mul(0.01, mul(gradient, gradient)));
    const step = div(mul(0.01, mean), add(sqrt(square), 1e-3));
    update(builder, [weights, m, v], [matmul(x, error, [true, false])], sub(a, step), mean, square);
    builder.output('error', error);
    const plan = simplify(builder.build());
    const run = runOf(plan, { x: someMatrix(60, 10), y: someMatrix(60, 3, 2) }, 60, 4);
    const start = { ...run, parameters: { ...run.parameters, m: new Float64Array(30), v: new Float64Array(30) } };
    const eps = dtype === 'float32' ? 1e-4 : 1e-12;
    await expectReference(dtype, plan, start, (expected) => eps * (1 + Math.abs(expected)));
    expect((await runOnCpu(dtype, plan, start)).parameters.v!.every((value) => value > 0)).toBe(true);
  });
});
