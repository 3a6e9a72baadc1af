import type { Shape } from '../base/shape.js';
import type { Expression } from '../expression/expression.js';
import type { PlanScalar } from './plan-scalar.js';

/** Along which axis a reduction goes: over `rows` gives one row, over `columns` one column, over `both` one number. */
export type Axis = 'rows' | 'columns' | 'both';

/** Whether a parameter multiplies or is added; decay is for weights alone. A slot is an optimizer's memory. */
export type ParameterRole = 'weight' | 'bias' | 'slot';

interface Node<Operation extends string> {
  /** Which operation or leaf it is. */
  readonly operation: Operation;
  /** The shape of its result; an update's, that of its targets. */
  readonly shape: Shape;
  /** Where it comes from, for people: `hidden 1 weights`. */
  readonly label: string;
}

/** The rows of a data set: `inputs` or `targets`. */
export interface InputNode extends Node<'input'> {
  /** Under which name the data is loaded: `inputs`. */
  readonly name: string;
}
/** A matrix that outlives the run and that updates change, known by its name. */
export interface ParameterNode extends Node<'parameter'> {
  /** The same in all plans of a network: `hidden 1 weights`. */
  readonly name: string;
  /** Whether it is a weight or bias of a layer, or an optimizer's slot. */
  readonly role: ParameterRole;
}
/** A number handed in at each batch, `[1, 1]`: the learning rate, the number of rows. */
export interface ScalarNode extends Node<'scalar'> {
  /** What it stands for. Its column in `RunRequest.scalars` is its place in {@link scalarsOf}. */
  readonly scalar: PlanScalar;
}
/** Numbers known when the plan is made: one, a row, a column or a matrix. Its rows are never the batch. */
export interface ConstantNode extends Node<'constant'> {
  /** Row by row, in float64; the backend rounds them. Nobody writes into it. */
  readonly values: Float64Array;
}
/** Counts from 0 along an axis: `rows` is `[batch, 1]`, the row of the whole batch; `columns` is `[1, columns]`. */
export interface IndexNode extends Node<'index'> {
  /** What is counted. */
  readonly axis: 'rows' | 'columns';
}
/** The matrix product of two operands, each transposed or not. */
export interface MatmulNode extends Node<'matmul'> {
  /** The positions of the left and the right side. */
  readonly operands: readonly [number, number];
  /** Which of them are transposed first. */
  readonly transposed: readonly [boolean, boolean];
}
/** One expression for every element; operands broadcast over rows and columns to the node's shape. */
export interface MapNode extends Node<'map'> {
  /** The positions of the expression's arguments, in their order. */
  readonly operands: readonly number[];
  /** A number, of as many arguments as there are operands. */
  readonly expression: Expression;
  /** The author's own formulas for ∂expression/∂argument, in place of the derived ones. */
  readonly partials?: readonly Expression[];
}
/** Sum, maximum, or position of the first maximum. Over `both`, positions count row by row. */
export interface ReduceNode extends Node<'reduce'> {
  /** What is made of the elements. */
  readonly reduction: 'sum' | 'max' | 'argmax';
  /** The position of what is reduced. */
  readonly operands: readonly [number];
  /** What is gone in the result. */
  readonly axis: Axis;
}
/** Numbers in [0, 1), multiples of 2⁻²⁴: the generator of `random.ts` as an expression over its key. Never shared. */
export interface RandomNode extends Node<'random'> {
  /** The positions of the key: four columns made of seed, step, stream and row, and the index of the column. */
  readonly operands: readonly number[];
  /** The generator, exact in float32: every intermediate number is an integer below 2²⁴. */
  readonly expression: Expression;
  /** Which of the plan's random numbers: the key that sets it apart from the others. */
  readonly stream: number;
}
/**
 * The only way state changes. `targets` are parameter nodes of one shape; each gets the value of the expression of its
 * place. All expressions see the old values, all updates of a plan happen after all its other operations.
 */
export interface UpdateNode extends Node<'update'> {
  /** The positions of a parameter and of its slots. */
  readonly targets: readonly number[];
  /** The positions of the expressions' arguments, in their order, shared by all of them. */
  readonly operands: readonly number[];
  /** One for each target. */
  readonly expressions: readonly Expression[];
}

/** The five operations, and the leaves that compute nothing. */
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

/** The operations and leaves by name. */
export type PlanOperation = PlanNode['operation'];

/** The value of a constant of one number; undefined for every other node. `simplify` puts such numbers into expressions. */
export function singleNumber(node: PlanNode): number | undefined {
  return node.operation === 'constant' && node.values.length === 1 ? node.values[0] : undefined;
}

/** The positions of the nodes that a node reads. */
export function operandsOf(node: PlanNode): readonly number[] {
  return 'operands' in node ? node.operands : [];
}
