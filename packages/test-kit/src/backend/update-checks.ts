import {
  add,
  argument,
  type Expression,
  map,
  matmul,
  mul,
  PlanBuilder,
  reduceMax,
  reduceSum,
  sub,
  type Tensor,
} from '@nnf/core';
import { widths } from '../sample-numbers.js';
import type { BackendTarget } from './backend-target.js';
import { ensureAsReference, someMatrix } from './plan-run.js';

const [a, b, c, d] = [0, 1, 2, 3].map(argument) as [Expression, Expression, Expression, Expression];

/** Adds one update. The expressions' arguments are the targets, then the other operands, in order. */
function update(
  builder: PlanBuilder,
  targets: readonly Tensor[],
  others: readonly Tensor[],
  ...expressions: readonly Expression[]
): void {
  builder.add({
    operation: 'update',
    targets: targets.map((target) => target.index),
    operands: [...targets, ...others].map((operand) => operand.index),
    expressions,
    shape: targets[0]!.shape,
  });
}

/** Updates by a sum and a scalar, with a slot, and as given by the caller, after one batch and after several. */
async function ensureUpdates(
  target: BackendTarget,
  rows: number,
  columns: number,
  others: (builder: PlanBuilder, parameter: (name: string) => Tensor) => void = () => {},
): Promise<void> {
  const builder = new PlanBuilder();
  const x = builder.input('x', columns);
  const parameter = (name: string): Tensor => builder.parameter(name, 'weight', [rows, columns]);
  const [r, s, slot] = ['r', 's', 'slot'].map(parameter) as [Tensor, Tensor, Tensor];
  others(builder, parameter);
  update(builder, [r], [reduceSum(x, 'rows'), builder.scalar({ kind: 'custom', name: 'rate' })], add(a, mul(b, c)));
  // The parameter's new value uses the slot's.
  const moved = add(mul(b, 0.5), c);
  update(builder, [s, slot], [reduceMax(x, 'rows')], sub(a, moved), moved);
  const plan = builder.build();
  for (const batchSize of [4, 2]) {
    const run = { data: { x: someMatrix(4, columns) }, rows: 4, batchSize, scalar: () => 0.5 };
    await ensureAsReference(target, plan, run);
  }
}

/** Every expression of an update reads old values, of its own targets too. */
export async function updatesFromOldValues(target: BackendTarget): Promise<void> {
  for (const [rows, columns] of [
    [1, 1],
    [4, 1],
    [1, 8],
    [8, 16],
  ] as const) {
    await ensureUpdates(target, rows, columns, (builder, parameter) => {
      // Swaps two parameters.
      update(builder, [parameter('p'), parameter('q')], [], b, a);
    });
  }
}

export async function updatesEveryWidth(target: BackendTarget): Promise<void> {
  for (const columns of widths) await ensureUpdates(target, 1 + (columns % 4), columns);
}

/** All other reads of a parameter come before its update, wherever it stands in the plan. */
export async function updatesLast(target: BackendTarget): Promise<void> {
  const builder = new PlanBuilder();
  const [x, y] = [builder.input('x', 8), builder.input('y', 4)];
  const [first, second] = [builder.parameter('first', 'weight', [8, 4]), builder.parameter('second', 'weight', [4, 4])];
  const error = map(sub, matmul(x, first), y);
  update(builder, [first], [matmul(x, error, [true, false])], sub(a, mul(b, 0.125)));
  // Comes after the update in the plan, but reads the old value.
  const hidden = matmul(x, first);
  update(builder, [second], [matmul(hidden, error, [true, false])], sub(a, mul(b, 0.125)));
  builder.output('hidden', hidden);
  builder.output(
    'first, before its update',
    map((value) => mul(value, 1), first),
  );
  builder.output('first itself', first);
  builder.output('product with the second', matmul(hidden, second));
  const run = { data: { x: someMatrix(4, 8), y: someMatrix(4, 4, 2) }, rows: 4 };
  await ensureAsReference(target, builder.build(), run);
}

/** An optimizer's update by a product, which a backend may fuse into the update, with a slot and without. */
export async function updatesByProducts(target: BackendTarget): Promise<void> {
  for (const [inputs, outputs] of [
    [1, 1],
    [8, 4],
    [16, 16],
  ] as const) {
    const builder = new PlanBuilder();
    const [x, y] = [builder.input('x', inputs), builder.input('y', outputs)];
    const shape = [inputs, outputs] as const;
    const [p, q, slot] = ['p', 'q', 'slot'].map((name) => builder.parameter(name, 'weight', shape));
    builder.output('prediction', matmul(x, p!));
    const product = (): Tensor => matmul(x, y, [true, false]);
    const rate = builder.scalar({ kind: 'custom', name: 'rate' });
    update(builder, [p!], [product(), rate], sub(a, mul(b, c)));
    const velocity = add(mul(b, 0.5), c);
    update(builder, [q!, slot!], [product(), rate], sub(a, mul(d, velocity)), velocity);
    const run = { data: { x: someMatrix(8, inputs), y: someMatrix(8, outputs, 2) }, rows: 8, scalar: () => 0.25 };
    await ensureAsReference(target, builder.build(), run);
  }
}
