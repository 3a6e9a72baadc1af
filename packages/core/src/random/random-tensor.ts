import type { Shape } from '../base/shape.js';
import { add, argument, type Expression, floor, mul, sub } from '../expression/expression.js';
import type { PlanBuilder, Tensor } from '../plan/plan-builder.js';
import type { PlanScalar } from '../plan/plan-scalar.js';
import { absorb, expressions, type RandomState, toUniform } from './random.js';

/** The generator's state at (seed, step), and the batch's first row, as scalars of a plan. */
const keyScalars: readonly PlanScalar[] = [
  { kind: 'random', word: 0 },
  { kind: 'random', word: 1 },
  { kind: 'random', word: 2 },
  { kind: 'random', word: 3 },
  { kind: 'first row' },
];

/**
 * Uniform random numbers in [0, 1), multiples of 2⁻²⁴, in the shape of a tensor, for dropout and noise in a layer. Each step
 * draws new numbers, and each call has its own.
 *
 * @example
 * const mask = map((u) => where(ge(u, 0.5), 1, 0), randomLike(input));
 */
export function randomLike({ builder, shape }: Tensor): Tensor {
  const stream = builder.nodes.filter(({ operation }) => operation === 'random').length;
  return randomUniform(builder, stream, shape);
}

/**
 * The `random` operation: uniform random numbers in [0, 1), multiples of 2⁻²⁴, new at each step. They are keyed by (seed,
 * step, stream, row of the whole batch, column) and equal on every backend.
 *
 * The key up to the row is absorbed once per row, and only the column once per element.
 *
 * @param stream distinguishes these numbers from others in the plan, 0 to 2047
 */
export function randomUniform(builder: PlanBuilder, stream: number, shape: Shape): Tensor {
  const scalars = keyScalars.map((scalar) => builder.scalar(scalar).index);
  const rows = builder.index('rows', shape[0]);
  const columns = builder.index('columns', shape[1]);
  const [a, b, c, d, first, index] = Array.from({ length: 6 }, (_, position) => argument(position));
  const streamState = absorb(expressions, [a!, b!, c!, d!], [stream]);
  const rowState = absorbIndex(streamState, add(first!, index!)).map((expression) =>
    builder.add({ operation: 'map', operands: [...scalars, rows.index], expression, shape: [shape[0], 1] }),
  );
  return builder.add({
    operation: 'random',
    operands: [...rowState.map((tensor) => tensor.index), columns.index],
    expression: toUniform(expressions, absorbIndex([a!, b!, c!, d!], first!)),
    stream,
    shape,
  });
}

/** Absorbs an index below 2²⁴ as the words that `toWords` returns. */
function absorbIndex(state: RandomState<Expression>, index: Expression): RandomState<Expression> {
  const high = floor(mul(index, 1 / 4096));
  return absorb(expressions, state, [sub(index, mul(high, 4096)), high]);
}
