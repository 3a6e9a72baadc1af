import { describeValue } from '../base/describe-value.js';
import { NnfError } from '../base/errors.js';
import type { MatrixLike } from '../base/matrix.js';
import { broadcastShapes, printShape } from '../base/shape.js';
import type { Expression } from '../expression/expression.js';
import { traceFunction } from '../expression/trace-function.js';
import { isTensor } from './check-tensor.js';
import type { PlanBuilder, Tensor } from './plan-builder.js';
import type { Axis } from './plan-node.js';

/** The builder of an operation's operands. It checks that they are tensors of one plan. */
function builderOf(operation: string, operands: readonly Tensor[]): PlanBuilder {
  const builder = operands.find(isTensor)?.builder;
  const where = builder?.place ? `${builder.place}: ` : '';
  for (const operand of operands) {
    if (!isTensor(operand)) {
      const hint = isPrediction(operand) ? 'a prediction; use prediction.value' : describeValue(operand);
      throw new NnfError('INVALID_ARGUMENT', `${where}${operation}: expected a tensor, got ${hint}`);
    }
    if (operand.builder !== builder) {
      throw new NnfError(
        'INVALID_ARGUMENT',
        `${where}${operation}: a tensor belongs to another plan; do not keep tensors between calls`,
      );
    }
  }
  if (builder) return builder;
  throw new NnfError('INVALID_ARGUMENT', `${operation}: expected a tensor after the function, got none`);
}

function isPrediction(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'value' in value && isTensor(value.value);
}

/**
 * The matrix product of `a`, `[rows, inner]`, and `b`, `[inner, columns]`: `[rows, columns]`.
 *
 * @param transposed whether `a` and `b` are transposed first
 * @throws NnfError `SHAPE_MISMATCH` when the inner sizes differ, `INVALID_ARGUMENT` for a value that is not a tensor, or a
 * tensor of another plan
 * @example
 * const z = matmul(x, weights); // [batch, inputs] by [inputs, outputs] gives [batch, outputs]
 */
export function matmul(a: Tensor, b: Tensor, transposed: readonly [boolean, boolean] = [false, false]): Tensor {
  const builder = builderOf('matmul', [a, b]);
  const [rows, innerOfA] = transposed[0] ? [a.shape[1], a.shape[0]] : a.shape;
  const [innerOfB, columns] = transposed[1] ? [b.shape[1], b.shape[0]] : b.shape;
  const where = builder.place ? `${builder.place}: ` : '';
  if (innerOfA !== innerOfB) {
    const print = (tensor: Tensor, flip: boolean): string => printShape(tensor.shape) + (flip ? ' transposed' : '');
    throw new NnfError(
      'SHAPE_MISMATCH',
      `${where}matmul of ${print(a, transposed[0])} by ${print(b, transposed[1])}: inner sizes ${innerOfA} and ${innerOfB} differ`,
    );
  }
  if (columns === 'batch') {
    throw new NnfError(
      'SHAPE_MISMATCH',
      `${where}matmul of ${printShape(a.shape)} by ${printShape(b.shape)}: only rows can be the batch`,
    );
  }
  return builder.add({ operation: 'matmul', operands: [a.index, b.index], transposed, shape: [rows, columns] });
}

/**
 * Applies a scalar function to every element of one or more tensors, which broadcast over rows and columns.
 *
 * @param fn a function written with `add`, `mul`, `max`, `exp`, …; it gets one symbol per tensor
 * @throws NnfError `SHAPE_MISMATCH` when the tensors cannot be broadcast, `INVALID_ARGUMENT` for a value that is not a
 * tensor, or a tensor of another plan, and the errors of `traceFunction`
 * @example
 * const h = map((z, b) => max(add(z, b), 0), matmul(x, weights), biases);
 */
export function map<const T extends readonly [Tensor, ...Tensor[]]>(
  fn: (...values: { readonly [K in keyof T]: Expression }) => Expression,
  ...tensors: T
): Tensor {
  const builder = builderOf('map', tensors);
  const where = builder.place || 'map';
  const expression = traceFunction(fn as (...values: readonly Expression[]) => Expression, tensors.length, where);
  const shape = broadcastShapes(
    tensors.map((tensor) => tensor.shape),
    where,
  );
  return builder.add({ operation: 'map', operands: tensors.map((tensor) => tensor.index), expression, shape });
}

/**
 * Constant numbers as a tensor: a row, a column or a matrix. They have no gradient.
 *
 * @param x any tensor of the same plan
 * @param rows the numbers, `[rows, columns]`, which are copied
 * @throws NnfError `INVALID_MATRIX` for rows that are not a matrix, or an empty matrix, `INVALID_ARGUMENT` for an `x` that is
 * not a tensor
 * @example
 * const weighted = map(mul, x, constants(x, [[1, 2, 4]])); // scales each of three columns
 */
export function constants(x: Tensor, rows: MatrixLike): Tensor {
  return builderOf('constants', [x]).constant(rows);
}

/** The sum over the rows, the columns, or both. Throws `INVALID_ARGUMENT` for any other axis. */
export const reduceSum = (x: Tensor, axis: Axis): Tensor => builderOf('reduceSum', [x]).reduce('sum', x, axis);
/** The maximum over the rows, the columns, or both. Its gradient goes to the first maximum. Throws `INVALID_ARGUMENT` for any other axis. */
export const reduceMax = (x: Tensor, axis: Axis): Tensor => builderOf('reduceMax', [x]).reduce('max', x, axis);
/** The index of the first maximum over the rows, the columns, or both. It has no gradient. Throws `INVALID_ARGUMENT` for any other axis. */
export const argmax = (x: Tensor, axis: Axis): Tensor => builderOf('argmax', [x]).reduce('argmax', x, axis);
