import fc from 'fast-check';
import { type Shape, sameShape } from '../base/shape.js';
import { add, mul, sigmoid, sub } from '../expression/expression.js';
import { elementwise } from '../parts/activation.js';
import { gradient } from '../plan/gradient.js';
import type { Plan } from '../plan/plan.js';
import { PlanBuilder, type Tensor } from '../plan/plan-builder.js';
import type { PlanOperation } from '../plan/plan-node.js';
import type { PlanScalar } from '../plan/plan-scalar.js';
import { map, matmul, reduceSum } from '../plan/tensor.js';
import { randomUniform } from '../random/random-tensor.js';
import type { PlanRun } from './interpret-plan.js';
import { buildExpression } from './random-expression.js';

const step = fc.tuple(fc.nat(23), fc.nat(), fc.nat(), fc.nat(), fc.nat());
type Step = readonly [kind: number, a: number, b: number, c: number, d: number];

/** Random plans of all operations and leaves, with several outputs and updates; they shrink by losing operations. */
export const randomPlan: fc.Arbitrary<Plan> = fc
  .record({
    steps: fc.array(step, { minLength: 1, maxLength: 14 }),
    outputs: fc.array(fc.nat(), { minLength: 1, maxLength: 4 }),
    updates: fc.array(step, { maxLength: 3 }),
  })
  .map(({ steps, outputs, updates }) => buildPlan(steps, outputs, updates));

/** The data, parameters and scalars of a random plan, filled cyclically from a list of numbers. */
export function runOf(plan: Plan, rows: number, batchSize: number, numbers: readonly number[]): PlanRun {
  let place = 0;
  const next = (count: number): Float64Array =>
    Float64Array.from({ length: count }, () => numbers[place++ % numbers.length]!);
  const data = { x: { rows, columns: 3, data: next(rows * 3) }, y: { rows, columns: 2, data: next(rows * 2) } };
  const parameters = Object.fromEntries(
    plan.nodes.flatMap((node) =>
      node.operation === 'parameter' ? [[node.name, next((node.shape[0] as number) * node.shape[1])]] : [],
    ),
  );
  const scalar = (scalar: PlanScalar, batch: number): number =>
    scalar.kind === 'random' ? 17 * (48 + scalar.word) + batch : 0.25 + batch;
  return { data, parameters, scalar, rows, batchSize };
}

const parameterShapes: readonly Shape[] = [
  [3, 2],
  [3, 2],
  [1, 2],
  [3, 3],
  [2, 3],
  [1, 1],
  [3, 1],
];

const swish = elementwise('swish', (x) => mul(x, sigmoid(x)), {
  derivative: (x) => add(sigmoid(x), mul(mul(x, sigmoid(x)), sub(1, sigmoid(x)))),
});

function buildPlan(steps: readonly Step[], outputs: readonly number[], updates: readonly Step[]): Plan {
  const builder = new PlanBuilder();
  const parameters = parameterShapes.map((shape, i) => builder.parameter(`p${i}`, i === 1 ? 'slot' : 'weight', shape));
  const tensors: Tensor[] = [
    builder.input('x', 3),
    builder.input('y', 2),
    ...parameters,
    builder.scalar({ kind: 'custom', name: 'rate' }),
    builder.constant(1),
    builder.constant(-0),
    builder.constant([[0.5, -0, 2]]),
    builder.constant([[1], [-2], [0.25]]),
    builder.constant([
      [1, -1],
      [0.5, 0],
      [-3, 2],
    ]),
    builder.index('columns', 3),
    builder.index('rows', 'batch'),
    builder.index('rows', 3),
  ];
  for (const one of steps) tensors.push(...operationOf(builder, tensors, parameters, one));
  outputs.forEach((choice, i) => {
    builder.output(`output ${i}`, pick(tensors, choice)!);
  });
  addUpdates(builder, tensors, parameters, updates);
  return builder.build();
}

function operationOf(
  builder: PlanBuilder,
  tensors: readonly Tensor[],
  parameters: readonly Tensor[],
  [kind, a, b, c, d]: Step,
): readonly Tensor[] {
  const first = pick(tensors, a)!;
  // Random numbers are a long computation in a plan that is not simplified: one in 24 is enough.
  if (kind === 8) return [randomUniform(builder, b % 3, first.shape)];
  switch (kind % 8) {
    case 0:
      return productOf(tensors, first, b, c);
    case 1: {
      const reduction = pick(['sum', 'max', 'argmax'] as const, b)!;
      return [builder.reduce(reduction, first, pick(['rows', 'columns', 'both'] as const, c)!)];
    }
    case 3: {
      const loss = first.shape[0] === 1 && first.shape[1] === 1 ? first : reduceSum(first, 'both');
      return gradient(loss, [pick(parameters, b)!, pick(parameters, c)!]);
    }
    case 4:
      return [swish.forward(first)];
    default:
      return [mapOf(builder, tensors, first, [b, c, d])];
  }
}

function productOf(tensors: readonly Tensor[], left: Tensor, b: number, c: number): readonly Tensor[] {
  const flips = [false, true] as const;
  const candidates = tensors.flatMap((right) =>
    flips.flatMap((flipA) =>
      flips.flatMap((flipB) => {
        const inner = left.shape[flipA ? 0 : 1] === right.shape[flipB ? 1 : 0];
        const known = right.shape[flipB ? 0 : 1] !== 'batch';
        return inner && known ? [{ right, transposed: [flipA, flipB] as const }] : [];
      }),
    ),
  );
  const chosen = pick(candidates, b + c);
  return chosen ? [matmul(left, chosen.right, chosen.transposed)] : [];
}

/** A map of two or three operands that broadcast, some spread beyond their own shape. */
function mapOf(builder: PlanBuilder, tensors: readonly Tensor[], first: Tensor, choices: readonly number[]): Tensor {
  const operands = [first];
  let shape = first.shape;
  for (const choice of choices.slice(choices[0]! % 2)) {
    const fitting = tensors.filter((tensor) => combined(shape, tensor.shape) !== undefined);
    const operand = pick(fitting, choice)!;
    operands.push(operand);
    shape = combined(shape, operand.shape)!;
  }
  if (choices[2]! % 5 === 0) shape = [shape[0] === 1 ? 'batch' : shape[0], shape[1] === 1 ? 3 : shape[1]];
  return builder.add({
    operation: 'map',
    operands: operands.map((tensor) => tensor.index),
    expression: expressionOf(choices, operands.length),
    shape,
  });
}

function addUpdates(
  builder: PlanBuilder,
  tensors: readonly Tensor[],
  parameters: readonly Tensor[],
  updates: readonly Step[],
): void {
  const free = new Set(parameters.map((parameter) => parameter.index));
  for (const [kind, a, b, c, d] of updates) {
    const shape = pick(parameters, a)!.shape;
    const targets = parameters
      .filter((parameter) => free.has(parameter.index) && sameShape(parameter.shape, shape))
      .slice(0, 1 + (kind % 2));
    if (targets.length === 0) continue;
    for (const target of targets) free.delete(target.index);
    const fits = (tensor: Tensor): boolean => combined(shape, tensor.shape)?.join() === shape.join();
    const others = tensors.filter((tensor) => !parameters.includes(tensor) && fits(tensor));
    // A copy of any parameter, including those of other updates, whose old value it reads.
    const copied = map((x) => mul(x, 1), pick(parameters.filter(fits), d)!);
    const operands = [...targets, kind % 3 === 0 ? copied : pick(others, b)!, pick(others, c)!];
    builder.add({
      operation: 'update',
      targets: targets.map((target) => target.index),
      operands: operands.map((operand) => operand.index),
      expressions: targets.map((_, i) => expressionOf([b + i, c, d + i], operands.length)),
      shape,
    });
  }
}

/** A short expression, mostly without overflow, and sometimes a copy of an operand. */
function expressionOf(choices: readonly number[], count: number): ReturnType<typeof buildExpression> {
  const [a = 0, b = 0, c = 0] = choices;
  if (a % 4 === 0) return buildExpression([], { arguments: 1 + (b % count), constants: [] });
  const steps = Array.from({ length: 1 + (a % 5) }, (_, i) => {
    const mixed = (salt: number): number => Math.imul(a + 7 * b + 13 * c + salt, 2654435761 + 40503 * i) >>> 8;
    return [mixed(1), mixed(2), mixed(3), mixed(4)] as const;
  });
  return buildExpression(steps, { arguments: count, constants: [0, 1, -1, 0.5] });
}

function combined(a: Shape, b: Shape): Shape | undefined {
  const rows = a[0] === 1 ? b[0] : a[0];
  const columns = a[1] === 1 ? b[1] : a[1];
  const fits = (b[0] === 1 || b[0] === rows) && (b[1] === 1 || b[1] === columns);
  return fits ? [rows, columns] : undefined;
}

/** Counts from the end: after shrinking, recent results are read most often. */
function pick<T>(list: readonly T[], choice: number): T | undefined {
  return list.at(-1 - (choice % list.length));
}

/** The operations of a plan. */
export function operationsOf(plan: Plan): readonly PlanOperation[] {
  return plan.nodes.map((node) => node.operation);
}
