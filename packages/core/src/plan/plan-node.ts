import type { Shape } from '../base/shape.js';
import type { Expression } from '../expression/expression.js';
import type { PlanScalar } from './plan-scalar.js';

/** The axis of a reduction: over `rows` gives one row, over `columns` one column, over `both` one number. */
export type Axis = 'rows' | 'columns' | 'both';

/** A `weight` multiplies, a `bias` is added, a `slot` is an optimizer's memory. Weight decay applies to weights only. */
export type ParameterRole = 'weight' | 'bias' | 'slot';

interface Node<Operation extends string> {
  /** The operation or leaf. */
  readonly operation: Operation;
  /** The shape of the result; for an update, the shape of its targets. */
  readonly shape: Shape;
  /** Its origin, for people: `hidden 1 weights`. */
  readonly label: string;
}

/** Rows of the loaded data: `inputs` or `targets`. */
export interface InputNode extends Node<'input'> {
  /** The name in the loaded data: `inputs`. */
  readonly name: string;
}
/** A named matrix that persists between runs and that updates change. */
export interface ParameterNode extends Node<'parameter'> {
  /** The name, the same in all plans of a network: `hidden 1 weights`. */
  readonly name: string;
  /** Whether it is a weight or bias of a layer, or an optimizer's slot. */
  readonly role: ParameterRole;
}
/** A number with a new value for each batch, `[1, 1]`: the learning rate, the number of rows. */
export interface ScalarNode extends Node<'scalar'> {
  /** The meaning of the number. Its column in `RunRequest.scalars` is its index in {@link scalarsOf}. */
  readonly scalar: PlanScalar;
}
/** Numbers known when the plan is built: one, a row, a column or a matrix. Its rows are never the batch. */
export interface ConstantNode extends Node<'constant'> {
  /** The numbers in float64, row-major. Backends round them and never write into the array. */
  readonly values: Float64Array;
}
/** Counts from 0 along an axis: `rows` is `[batch, 1]`, the row of the whole batch; `columns` is `[1, columns]`. */
export interface IndexNode extends Node<'index'> {
  /** The axis along which it counts. */
  readonly axis: 'rows' | 'columns';
}
/** The matrix product of two operands, each transposed or not. */
export interface MatmulNode extends Node<'matmul'> {
  /** The positions of the left and the right operand. */
  readonly operands: readonly [number, number];
  /** Whether each of them is transposed first. */
  readonly transposed: readonly [boolean, boolean];
}
/** One expression for every element; operands broadcast over rows and columns to the node's shape. */
export interface MapNode extends Node<'map'> {
  /** The positions of the expression's arguments, in order. */
  readonly operands: readonly number[];
  /** The expression. Its argument i is operand i. */
  readonly expression: Expression;
  /** The author's expressions for ∂expression/∂argument, which replace the derived ones. */
  readonly partials?: readonly Expression[];
}
/** The sum, maximum, or index of the first maximum. Over `both`, the index counts row by row. */
export interface ReduceNode extends Node<'reduce'> {
  /** The function of the elements. */
  readonly reduction: 'sum' | 'max' | 'argmax';
  /** The position of the operand. */
  readonly operands: readonly [number];
  /** The axis that disappears. */
  readonly axis: Axis;
}
/** Random numbers in [0, 1), multiples of 2⁻²⁴: the generator of `random.ts` as an expression of its key. Never merged. */
export interface RandomNode extends Node<'random'> {
  /** The positions of the key: four columns computed from seed, step, stream and row, and the column index. */
  readonly operands: readonly number[];
  /** The generator, exact in float32: every intermediate number is an integer below 2²⁴. */
  readonly expression: Expression;
  /** The part of the key that distinguishes the plan's random numbers from each other. */
  readonly stream: number;
}
/**
 * The only operation that changes state. `targets` are parameters of one shape. Each gets the value of the expression at its
 * index. Expressions read the old values. All updates of a plan happen after all its other operations.
 */
export interface UpdateNode extends Node<'update'> {
  /** The positions of a parameter and its slots. */
  readonly targets: readonly number[];
  /** The positions of the expressions' arguments, in order; all expressions share them. */
  readonly operands: readonly number[];
  /** One for each target. */
  readonly expressions: readonly Expression[];
}

/** A node of a plan: one of five operations, or a leaf. */
export type PlanNode =
  | InputNode
  | ParameterNode
  | ScalarNode
  | ConstantNode
  | IndexNode
  | MatmulNode
  | MapNode
  | ReduceNode
  | RandomNode
  | UpdateNode;

/** The names of operations and leaves. */
export type PlanOperation = PlanNode['operation'];

/** The value of a constant with one number; undefined for any other node. `simplify` folds such numbers into expressions. */
export function singleNumber(node: PlanNode): number | undefined {
  return node.operation === 'constant' && node.values.length === 1 ? node.values[0] : undefined;
}

/** The positions of the nodes that a node reads. */
export function operandsOf(node: PlanNode): readonly number[] {
  return 'operands' in node ? node.operands : [];
}
