import type { Expression } from './expression.js';
import { planFormat } from './plugin.js';
import { printPlan } from './print-plan.js';
import type { Shape } from './shape.js';

/** Along which axis a reduction goes: over `rows` gives one row, over `columns` one column, over `both` one number. */
export type Axis = 'rows' | 'columns' | 'both';

/** Whether a parameter multiplies or is added; decay is for weights alone. A slot is an optimizer's memory. */
export type ParameterRole = 'weight' | 'bias' | 'slot';

interface Node {
  readonly shape: Shape;
  /** Where it comes from, for people: `hidden 1 weights`. */
  readonly label: string;
}

/** The rows of a data set: `inputs` or `targets`. */
export interface InputNode extends Node {
  readonly operation: 'input';
  readonly name: string;
}
/** A matrix that outlives the run and that updates change, known by its name. */
export interface ParameterNode extends Node {
  readonly operation: 'parameter';
  readonly name: string;
  readonly role: ParameterRole;
}
/** A number handed in at each batch, `[1, 1]`: the learning rate, the number of rows. */
export interface ScalarNode extends Node {
  readonly operation: 'scalar';
  readonly name: string;
}
/** A number known when the plan is made, `[1, 1]`. */
export interface ConstantNode extends Node {
  readonly operation: 'constant';
  readonly value: number;
}
/** Counts from 0 along an axis: `rows` is `[batch, 1]`, the row of the whole batch; `columns` is `[1, columns]`. */
export interface IndexNode extends Node {
  readonly operation: 'index';
  readonly axis: 'rows' | 'columns';
}
/** The matrix product of two operands, each transposed or not. */
export interface MatmulNode extends Node {
  readonly operation: 'matmul';
  readonly operands: readonly [number, number];
  readonly transposed: readonly [boolean, boolean];
}
/** One expression for every element; operands broadcast over rows and columns to the node's shape. */
export interface MapNode extends Node {
  readonly operation: 'map';
  readonly operands: readonly number[];
  readonly expression: Expression;
  /** The author's own formulas for ∂expression/∂argument, in place of the derived ones. */
  readonly partials?: readonly Expression[];
}
/** Sum, maximum, or position of the first maximum. Over `both`, positions count row by row. */
export interface ReduceNode extends Node {
  readonly operation: 'reduce';
  readonly reduction: 'sum' | 'max' | 'argmax';
  readonly operands: readonly [number];
  readonly axis: Axis;
}
/** Numbers in [0, 1), multiples of 2⁻²⁴: the generator of `random.ts` as an expression over its key. Never shared. */
export interface RandomNode extends Node {
  readonly operation: 'random';
  readonly operands: readonly number[];
  readonly expression: Expression;
  /** Which of the plan's random numbers: the key that sets it apart from the others. */
  readonly stream: number;
}
/**
 * The only way state changes. `targets` are parameter nodes of one shape; each gets the value of the expression of its
 * place. All expressions see the old values, all updates of a plan happen after all its other operations.
 */
export interface UpdateNode extends Node {
  readonly operation: 'update';
  readonly targets: readonly number[];
  readonly operands: readonly number[];
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

/**
 * A traced network: operations on matrices in the order in which they are computed, each naming its operands by their
 * place in the list. The number of rows in a batch is left open. `String(plan)` shows it.
 */
export class Plan {
  readonly format: number = planFormat;

  /**
   * @param nodes every operand stands before what uses it
   * @param outputs what the plan is for, by name: positions in `nodes`
   */
  constructor(
    readonly nodes: readonly PlanNode[],
    readonly outputs: Readonly<Record<string, number>>,
  ) {}

  toString(): string {
    return printPlan(this);
  }
}

/** The positions of the nodes that a node reads. */
export function operandsOf(node: PlanNode): readonly number[] {
  return 'operands' in node ? node.operands : [];
}

/** The names of the scalars that a plan reads, in the order of `Run.scalars`. */
export function scalarNames(plan: Plan): readonly string[] {
  return plan.nodes.flatMap((node) => (node.operation === 'scalar' ? [node.name] : []));
}
