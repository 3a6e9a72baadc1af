import {
  abs,
  add,
  and,
  div,
  type Expression,
  eq,
  exp,
  floor,
  ge,
  gt,
  le,
  log,
  lt,
  map,
  max,
  min,
  mul,
  neg,
  not,
  or,
  PlanBuilder,
  type Shape,
  sigmoid,
  simplify,
  softplus,
  sqrt,
  stopGradient,
  sub,
  type Tensor,
  tanh,
  where,
} from '@nnf/core';
import { describe, expect, it } from 'vitest';
import { interpretExpression } from '../../../core/src/testing/interpret-expression.js';
import { expectReference, runOnCpu, type Tolerance } from '../testing/against-reference.js';
import { someEighths, someMatrix } from '../testing/some-numbers.js';

const dtypes = ['float32', 'float64'] as const;
const widths = Array.from({ length: 67 }, (_, i) => i + 1);

/** Adds, compares and selects only, so that it is exact. Each argument influences each result. */
const mix = (a: Expression, b: Expression, c: Expression): Expression => {
  const sum = add(mul(a, 3), sub(b, mul(c, 0.5)));
  return where(and(gt(sum, -4), not(eq(a, b))), max(sum, c), sub(min(sum, a), floor(b)));
};

describe.each(dtypes)('maps in %s', (dtype) => {
  it('of every broadcast, for every width', async () => {
    for (const columns of widths) {
      const height = 1 + (columns % 5);
      const builder = new PlanBuilder();
      const parameter = (rows: number, width: number): Tensor =>
        builder.parameter(`${rows} by ${width}`, 'weight', [rows, width]);
      const fixed: readonly Tensor[] = [
        parameter(height, columns),
        parameter(1, columns),
        parameter(height, 1),
        parameter(1, 1),
        builder.index('columns', columns),
        builder.index('rows', height),
      ];
      const batch: readonly Tensor[] = [
        builder.input('x', columns),
        builder.input('column', 1),
        builder.index('rows', 'batch'),
        builder.scalar({ kind: 'custom', name: 'rate' }),
      ];
      // Each tensor together with others of all shapes, and broadcast to larger ones.
      fixed.forEach((tensor, i) => {
        const others = [1, 2].map((step) => fixed[(i * step + step + columns) % fixed.length]!);
        builder.output(`fixed ${i}`, map(mix, tensor, ...(others as [Tensor, Tensor])));
        builder.output(`spread ${i}`, spread(builder, tensor, [height, columns]));
      });
      const wide = [batch[0]!, fixed[1]!, fixed[3]!, fixed[4]!, ...batch.slice(1)];
      wide.forEach((tensor, i) => {
        const others = [1, 2].map((step) => wide[(i * step + step + columns) % wide.length]!);
        builder.output(`batch ${i}`, map(mix, tensor, ...(others as [Tensor, Tensor])));
        builder.output(`spread over the batch ${i}`, spread(builder, tensor, ['batch', columns]));
      });
      const plan = simplify(builder.build());
      const parameters = Object.fromEntries(
        fixed.slice(0, 4).map(({ shape: [rows, width] }, i) => {
          return [`${rows} by ${width}`, someEighths((rows as number) * width, i + 1)];
        }),
      );
      const rows = 1 + (columns % 9);
      await expectReference(dtype, plan, {
        data: { x: someMatrix(rows, columns, 1, columns % 3 === 0), column: someMatrix(rows, 1, 2) },
        parameters,
        scalar: (_, i) => 0.25 + i,
        rows,
        batchSize: 1 + (columns % 4),
      });
    }
  });

  it('of one column, for every number of rows: no row beside them is touched', async () => {
    for (let rows = 1; rows <= 13; rows++) {
      const builder = new PlanBuilder();
      const column = builder.parameter('column', 'weight', [rows, 1]);
      builder.output(
        'batch',
        map(
          mix,
          builder.input('x', 1),
          builder.index('rows', 'batch'),
          builder.scalar({ kind: 'custom', name: 'rate' }),
        ),
      );
      builder.output(
        'fixed',
        map(mix, column, builder.index('rows', rows), builder.scalar({ kind: 'custom', name: 'rate' })),
      );
      const run = { data: { x: someMatrix(rows, 1) }, parameters: { column: someEighths(rows, 3) }, rows };
      for (let batchSize = 1; batchSize <= rows; batchSize++) {
        await expectReference(dtype, builder.build(), { ...run, batchSize, scalar: (_, i) => i });
      }
    }
  });
});

/** A map of one operand to a larger shape, such as a sum's gradient. */
function spread(builder: PlanBuilder, tensor: Tensor, shape: Shape): Tensor {
  const expression = map((x) => mul(x, 2), tensor);
  return builder.add({ ...(builder.nodes[expression.index] as { operation: 'map' } & object), shape } as never);
}

const special = [
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  2.5,
  -2.5,
  1e-30,
  -1e30,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.NaN,
] as const;

const truth = (condition: Parameters<typeof where>[0]): Expression => where(condition, 1, 0);
const operations: Readonly<Record<string, (a: Expression, b: Expression) => Expression>> = {
  add,
  sub,
  mul,
  div,
  max,
  min,
  neg: (a) => neg(a),
  abs: (a) => abs(a),
  floor: (a) => floor(a),
  sqrt: (a) => sqrt(a),
  stopGradient: (a) => stopGradient(a),
  gt: (a, b) => truth(gt(a, b)),
  ge: (a, b) => truth(ge(a, b)),
  lt: (a, b) => truth(lt(a, b)),
  le: (a, b) => truth(le(a, b)),
  eq: (a, b) => truth(eq(a, b)),
  and: (a, b) => truth(and(gt(a, 0), lt(b, 1))),
  or: (a, b) => truth(or(gt(a, 0), lt(b, 1))),
  not: (a, b) => truth(not(gt(a, b))),
  where: (a, b) => where(gt(a, b), a, b),
};

describe.each(dtypes)('scalar operations in %s', (dtype) => {
  const round = dtype === 'float32' ? Math.fround : (x: number): number => x;

  it('have the bits of IEEE 754, also for zeros of both signs, Infinity and NaN', async () => {
    const pairs = special.flatMap((a) => special.map((b) => [a, b] as const));
    const builder = new PlanBuilder();
    const [a, b] = [builder.input('a', 1), builder.input('b', 1)];
    for (const [name, fn] of Object.entries(operations)) builder.output(name, map(fn, a, b));
    const plan = builder.build();
    const rows = pairs.length;
    const column = (place: 0 | 1) => ({ rows, columns: 1, data: Float64Array.from(pairs, (pair) => pair[place]) });
    const { outputs } = await runOnCpu(dtype, plan, { data: { a: column(0), b: column(1) }, rows, batchSize: 7 });
    for (const [name, index] of Object.entries(plan.outputs)) {
      const node = plan.nodes[index]!;
      if (node.operation !== 'map') throw new TypeError('every output is a map');
      pairs.forEach((pair, row) => {
        const values = node.operands.map((operand) => round(pair[operand === a.index ? 0 : 1]));
        const expected = interpretExpression(node.expression, values, { round });
        expect(outputs[name]![row], `${name}(${pair})`).toBe(expected);
      });
    }
  });

  it('round constants to the number type', async () => {
    const builder = new PlanBuilder();
    const x = builder.input('x', 3);
    for (const value of [1 / 3, -0, 1e-40, Number.POSITIVE_INFINITY, 2 ** 24 + 1]) {
      builder.output(
        `× ${Object.is(value, -0) ? '−0' : value}`,
        map((a) => mul(a, value), x),
      );
    }
    const { outputs } = await runOnCpu(dtype, builder.build(), {
      data: { x: { rows: 1, columns: 3, data: Float64Array.of(1, -1, 3) } },
      rows: 1,
    });
    const third = round(1 / 3);
    expect(outputs['× 0.3333333333333333']).toEqual([third, -third, round(3 * third)]);
    expect(outputs['× −0']).toEqual([-0, 0, -0]);
    expect(outputs['× 1e-40']).toEqual([round(1e-40), -round(1e-40), round(3 * round(1e-40))]);
    expect(outputs['× Infinity']).toEqual([
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      Number.POSITIVE_INFINITY,
    ]);
    const large = round(2 ** 24 + 1);
    expect(outputs['× 16777217']).toEqual([large, -large, round(3 * large)]);
  });
});

/** Activations as a user would write them, most of which share parts. */
const custom: Readonly<Record<string, (x: Expression) => Expression>> = {
  celu: (x) => where(gt(x, 0), x, mul(0.5, sub(exp(div(x, 0.5)), 1))),
  mish: (x) => mul(x, tanh(softplus(x))),
  gelu: (x) => mul(mul(0.5, x), add(1, tanh(mul(0.7978845608, add(x, mul(0.044715, mul(x, mul(x, x)))))))),
  'log-cosh': (x) => sub(add(abs(x), log(add(1, exp(mul(-2, abs(x)))))), Math.LN2),
  'soft sign root': (x) => where(lt(x, 0), neg(sqrt(neg(min(x, 0)))), sqrt(max(x, 0))),
  swish: (x) => mul(x, sigmoid(mul(1.5, x))),
};

describe.each(dtypes)('custom expressions in %s', (dtype) => {
  const eps = dtype === 'float32' ? 2 ** -23 : 2 ** -52;
  const tolerance: Tolerance = (expected) => 20 * eps * (Math.abs(expected) + 1);

  it.each(Object.keys(custom))('%s gives the results of the reference, alone and with others', async (name) => {
    const builder = new PlanBuilder();
    const x = builder.input('x', 23);
    const bias = builder.parameter('bias', 'bias', [1, 23]);
    builder.output('alone', map(custom[name]!, x));
    builder.output(
      'with a bias',
      map((a, b) => mul(custom[name]!(add(a, b)), b), x, bias),
    );
    const run = { data: { x: someMatrix(19, 23) }, parameters: { bias: someEighths(23) }, rows: 19, batchSize: 8 };
    await expectReference(dtype, simplify(builder.build()), run, tolerance);
  });

  it('may have a great many parts, shared or not', async () => {
    const builder = new PlanBuilder();
    const deep = (x: Expression): Expression => {
      let value = x;
      // 2¹⁰⁰ parts if they were not shared.
      for (let i = 0; i < 100; i++) value = mul(add(value, value), i % 2 === 0 ? 0.25 : 1);
      for (let i = 0; i < 300; i++) value = add(mul(value, 0.5), x);
      return value;
    };
    builder.output('deep', map(deep, builder.input('x', 5)));
    await expectReference(dtype, simplify(builder.build()), { data: { x: someMatrix(3, 5) }, rows: 3 }, tolerance);
  });
});
