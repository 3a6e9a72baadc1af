import {
  add,
  and,
  argument,
  constant,
  type Expression,
  eq,
  floor,
  gt,
  map,
  max,
  min,
  mul,
  not,
  type Plan,
  PlanBuilder,
  type Shape,
  sub,
  type Tensor,
  where,
} from '@nnf/core';
import { widths } from '../sample-numbers.js';
import type { BackendTarget } from './backend-target.js';
import { ensureAsReference, someMatrix } from './plan-run.js';

/** Only adds, compares and selects, so that eighths stay exact. The result depends on every argument. */
const mix = (a: Expression, b: Expression, c: Expression): Expression => {
  const sum = add(mul(a, 3), sub(b, mul(c, 0.5)));
  return where(and(gt(sum, -4), not(eq(a, b))), max(sum, c), sub(min(sum, a), floor(b)));
};

/** Tensors of every shape in combination: whole, one row, one column, one number, indices, scalars. */
function broadcastPlan(height: number, columns: number, everyPair: boolean): Plan {
  const builder = new PlanBuilder();
  const parameter = (rows: number, width: number): Tensor =>
    builder.parameter(`${rows} by ${width}`, 'weight', [rows, width]);
  const fixed = [
    parameter(height, columns),
    parameter(1, columns),
    parameter(height, 1),
    parameter(1, 1),
    builder.index('columns', columns),
    builder.index('rows', height),
  ];
  const batch = [
    builder.input('x', columns),
    parameter(1, columns),
    builder.input('column', 1),
    builder.index('rows', 'batch'),
    builder.index('columns', columns),
    builder.scalar({ kind: 'custom', name: 'rate' }),
  ];
  for (const [name, tensors, rows] of [
    ['fixed', fixed, height],
    ['batch', batch, 'batch'],
  ] as const) {
    tensors.forEach((tensor, i) => {
      // Combined with each of the others, or with one that varies by width.
      tensors.forEach((other, j) => {
        if (!everyPair && j !== (i + columns) % tensors.length) return;
        const third = tensors[(i + j + columns) % tensors.length]!;
        builder.output(`${name} ${i} ${j}`, map(mix, tensor, other, third));
      });
      builder.output(`${name} ${i} spread`, spread(builder, tensor, [rows, columns]));
    });
  }
  return builder.build();
}

/** One operand repeated to a larger shape, as in the gradient of a sum. */
function spread(builder: PlanBuilder, tensor: Tensor, shape: Shape): Tensor {
  const doubled = builder.nodes[map((x) => mul(x, 2), tensor).index]!;
  return doubled.operation === 'map' ? builder.add({ ...doubled, shape }) : tensor;
}

async function ensureBroadcasts(
  target: BackendTarget,
  [height, columns, rows]: readonly [height: number, columns: number, rows: number],
  everyPair: boolean,
): Promise<void> {
  await ensureAsReference(target, broadcastPlan(height, columns, everyPair), {
    data: { x: someMatrix(rows, columns, 1), column: someMatrix(rows, 1, 2) },
    scalar: () => 0.25,
    rows,
  });
}

export async function mapsEveryShape(target: BackendTarget): Promise<void> {
  for (const columns of [1, 16]) {
    for (const [height, rows] of [
      [1, 1],
      [8, 4],
    ] as const) {
      await ensureBroadcasts(target, [height, columns, rows], true);
    }
  }
}

export async function mapsEveryWidth(target: BackendTarget): Promise<void> {
  for (const columns of widths) {
    await ensureBroadcasts(target, [1 + (columns % 5), columns, 1 + (columns % 9)], false);
  }
  for (let rows = 1; rows <= 13; rows++) await ensureBroadcasts(target, [rows, 1, rows], false);
}

/** As many operands as Adam's update has, and as every WebGPU device lets a kernel read. */
export async function mapsManyOperands(target: BackendTarget): Promise<void> {
  const builder = new PlanBuilder();
  const operands = Array.from({ length: 7 }, (_, i) => builder.parameter(`p${i}`, 'weight', [1, 8]).index);
  const expression = operands.reduce((sum: Expression, _, i) => add(sum, mul(argument(i), i + 1)), constant(0));
  builder.output('weighted', builder.add({ operation: 'map', operands, expression, shape: [1, 8] }));
  builder.input('x', 1);
  await ensureAsReference(target, builder.build(), { data: { x: someMatrix(1, 1) }, rows: 1 });
}

/** An expression is a graph. Written out as a tree, the first would have 2¹⁰⁰ nodes. */
export async function mapsSharedParts(target: BackendTarget): Promise<void> {
  const builder = new PlanBuilder();
  const x = builder.input('x', 8);
  const doubling = (value: Expression): Expression => {
    let sum = value;
    for (let i = 0; i < 100; i++) sum = mul(add(sum, sum), 0.5);
    return sum;
  };
  const horner = (value: Expression): Expression => {
    let sum = value;
    for (let i = 0; i < 200; i++) sum = add(mul(sum, 0.5), floor(value));
    return floor(sum);
  };
  builder.output('doubled and halved', map(doubling, x));
  builder.output('200 steps', map(horner, x));
  await ensureAsReference(target, builder.build(), { data: { x: someMatrix(4, 8) }, rows: 4 });
}
