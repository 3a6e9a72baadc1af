import { describeValue } from '../base/describe-value.js';
import { NnfError } from '../base/errors.js';
import type { MatrixLike } from '../base/matrix.js';
import { broadcastShapes, printShape } from '../base/shape.js';
import type { Expression } from '../expression/expression.js';
import { traceFunction } from '../expression/trace-function.js';
import { isTensor } from './check-tensor.js';
import type { PlanBuilder, Tensor } from './plan-builder.js';
import type { Axis } from './plan-node.js';

/** The plan of a function's operands, which are tensors, all of one plan. */
function builderOf(operation: string, operands: readonly Tensor[]): PlanBuilder {
  const builder = operands.find(isTensor)?.builder;
  const where = builder?.place ? `${builder.place}: ` : '';
  for (const operand of operands) {
    if (!isTensor(operand)) {
      const hint = isPrediction(operand) ? 'a prediction; write prediction.value' : describeValue(operand);
      throw new NnfError('INVALID_ARGUMENT', `${where}${operation}: expected a tensor, got ${hint}`);
    }
    if (operand.builder !== builder) {
      throw new NnfError(
        'INVALID_ARGUMENT',
        `${where}${operation}: one of the tensors is of another plan; a plugin must keep none from call to call`,
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
 * The matrix product of `a` and `b`, either transposed first.
 *
 * @throws NnfError `SHAPE_MISMATCH` when the inner sizes differ, `INVALID_ARGUMENT` for what is no tensor, or of another plan
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
 * One scalar function applied to every element of one or more tensors, which broadcast over rows and columns.
 *
 * @param fn made of `add`, `mul`, `max`, `exp`, … ; called with one symbol a tensor
 * @throws NnfError `SHAPE_MISMATCH` when the tensors cannot be combined, `INVALID_ARGUMENT` for what is no tensor, or of
 * another plan, and what `traceFunction` throws
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
 * Numbers that are known when a plan is made, as a tensor of the plan that `x` is of: a row, a column or a matrix. They have
 * no gradient.
 *
 * @param x any tensor of the plan
 * @param rows `[rows, columns]`, which are copied
 * @throws NnfError `INVALID_MATRIX` for rows that are no matrix, or a matrix without rows or columns, `INVALID_ARGUMENT`
 * for an `x` that is no tensor
 * @example
 * const weighted = map(mul, x, constants(x, [[1, 2, 4]])); // each of three columns times its number
 */
export function constants(x: Tensor, rows: MatrixLike): Tensor {
  return builderOf('constants', [x]).constant(rows);
}

/** The sum over the rows, the columns, or both; another axis is `INVALID_ARGUMENT`. */
export const reduceSum = (x: Tensor, axis: Axis): Tensor => builderOf('reduceSum', [x]).reduce('sum', x, axis);
/** The maximum over the rows, the columns, or both; another axis is `INVALID_ARGUMENT`. Its gradient goes to the first maximum. */
export const reduceMax = (x: Tensor, axis: Axis): Tensor => builderOf('reduceMax', [x]).reduce('max', x, axis);
/** The position of the first maximum over the rows, the columns, or both; another axis is `INVALID_ARGUMENT`. It has no gradient. */
export const argmax = (x: Tensor, axis: Axis): Tensor => builderOf('argmax', [x]).reduce('argmax', x, axis);
