import { NnfError } from '../base/errors.js';
import { copyRow, type MatrixLike, toMatrix } from '../base/matrix.js';
import { printShape, type Shape, sameShape } from '../base/shape.js';
import { Plan } from './plan.js';
import type { Axis, ParameterRole, PlanNode } from './plan-node.js';
import { type PlanScalar, printScalar, sameScalar } from './plan-scalar.js';

/**
 * A matrix in a plan being traced: what layers, activations, losses and metrics compute with, by the functions of
 * `tensor.ts`. It holds no numbers.
 */
export interface Tensor {
  /** `[rows, columns]`, rows being `'batch'` for what has one row a sample. */
  readonly shape: Shape;
  /** @internal */
  readonly builder: PlanBuilder;
  /** @internal Its place in the plan. */
  readonly index: number;
}

/**
 * Collects operations into a plan. A plugin's author does not see it: tensors carry it, so that two networks can be
 * traced at once and nothing is global.
 */
export class PlanBuilder {
  /** All that was added so far; a tensor's `index` is its place here. */
  readonly nodes: PlanNode[] = [];
  readonly #outputs = new Map<string, number>();
  #label = '';

  /** Runs `trace` with every operation it makes labelled, and errors naming the place: `hidden 1 relu`. */
  within<T>(label: string, trace: () => T): T {
    const outer = this.#label;
    this.#label = label;
    try {
      return trace();
    } finally {
      this.#label = outer;
    }
  }

  /** The label of what is being traced. */
  get place(): string {
    return this.#label;
  }

  /** Adds one operation, labelled with the place that is being traced, and gives its result. */
  add(node: WithoutLabel<PlanNode>): Tensor {
    this.nodes.push({ ...node, label: this.#label });
    return { shape: node.shape, builder: this, index: this.nodes.length - 1 };
  }

  /**
   * The tensor of the node at a position.
   *
   * @throws NnfError `OUT_OF_RANGE` where there is none
   */
  at(index: number): Tensor {
    const node = this.nodes[index];
    if (!node) throw new NnfError('OUT_OF_RANGE', `a plan of ${this.nodes.length} operations has none at ${index}`);
    return { shape: node.shape, builder: this, index };
  }

  /** The rows of the data, `[batch, columns]`. */
  input(name: string, columns: number): Tensor {
    return this.within(name, () => this.add({ operation: 'input', name, shape: ['batch', columns] }));
  }

  /** A matrix kept between runs. The same name gives the same tensor; with another shape it is `DUPLICATE_NAME`. */
  parameter(name: string, role: ParameterRole, shape: Shape): Tensor {
    const known = this.nodes.findIndex((node) => node.operation === 'parameter' && node.name === name);
    if (known >= 0) {
      const tensor = this.at(known);
      if (sameShape(tensor.shape, shape)) return tensor;
      throw new NnfError(
        'DUPLICATE_NAME',
        `the parameter '${name}' is ${printShape(tensor.shape)}; there cannot be another of ${printShape(shape)}`,
      );
    }
    return this.within(name, () => this.add({ operation: 'parameter', name, role, shape }));
  }

  /** A number given at every batch, `[1, 1]`. The same scalar gives the same tensor. */
  scalar(scalar: PlanScalar): Tensor {
    const known = this.nodes.findIndex((node) => node.operation === 'scalar' && sameScalar(node.scalar, scalar));
    if (known >= 0) return this.at(known);
    return this.within(printScalar(scalar), () => this.add({ operation: 'scalar', scalar, shape: [1, 1] }));
  }

  /**
   * Numbers that are known now: one, `[1, 1]`, or rows of them, `[rows, columns]`, which are copied.
   *
   * @throws NnfError `INVALID_MATRIX` for rows that are no matrix, or a matrix without rows or columns
   * @example
   * builder.constant([[1, 2, 4]]); // [1, 3]
   */
  constant(value: number | MatrixLike): Tensor {
    if (typeof value === 'number') {
      return this.add({ operation: 'constant', values: Float64Array.of(value), shape: [1, 1] });
    }
    const what = this.place ? `${this.place}: constant` : 'constant';
    const matrix = toMatrix(value, what);
    const { rows, columns } = matrix;
    if (rows === 0 || columns === 0) {
      throw new NnfError('INVALID_MATRIX', `${what}: [${rows}, ${columns}] is empty, expected one number or more`);
    }
    const values = new Float64Array(rows * columns);
    for (let row = 0; row < rows; row++) copyRow(matrix, row, values, row * columns);
    return this.add({ operation: 'constant', values, shape: [rows, columns] });
  }

  /**
   * The numbers 0, 1, 2, … along an axis: `[size, 1]` along the rows, `[1, size]` along the columns.
   *
   * @throws NnfError `SHAPE_MISMATCH` for `'batch'` columns
   */
  index(axis: 'rows' | 'columns', size: Shape[0]): Tensor {
    return this.add({ operation: 'index', axis, shape: axis === 'rows' ? [size, 1] : [1, checkedColumns(size)] });
  }

  /** Sum, maximum, or position of the first maximum: over `rows` `[1, columns]`, over `columns` `[rows, 1]`, over `both` `[1, 1]`. */
  reduce(reduction: 'sum' | 'max' | 'argmax', x: Tensor, axis: Axis): Tensor {
    if (axis !== 'rows' && axis !== 'columns' && axis !== 'both') {
      const where = this.place ? `${this.place}: ` : '';
      throw new NnfError(
        'INVALID_ARGUMENT',
        `${where}${reduction} over ${String(axis)}, expected rows, columns or both`,
      );
    }
    const [rows, columns] = x.shape;
    const shape: Shape = [axis === 'columns' ? rows : 1, axis === 'rows' ? columns : 1];
    return this.add({ operation: 'reduce', reduction, operands: [x.index], axis, shape });
  }

  /**
   * Names what the plan computes.
   *
   * @throws NnfError `DUPLICATE_NAME` where an output has that name already
   */
  output(name: string, tensor: Tensor): void {
    if (this.#outputs.has(name)) throw new NnfError('DUPLICATE_NAME', `the plan already has an output '${name}'`);
    this.#outputs.set(name, tensor.index);
  }

  /**
   * The finished plan.
   *
   * @throws NnfError `DUPLICATE_UPDATE` when two updates change one parameter, `NOT_A_PARAMETER` for another target, `STALE_READ` when an update reads a
   * parameter that is not its own
   */
  build(): Plan {
    this.#checkUpdates();
    return new Plan([...this.nodes], Object.fromEntries(this.#outputs));
  }

  #checkUpdates(): void {
    const updated = new Set<number>();
    for (const node of this.nodes) {
      if (node.operation !== 'update') continue;
      for (const target of node.targets) {
        const name = this.nodes[target]?.label;
        if (this.nodes[target]?.operation !== 'parameter') {
          throw new NnfError('NOT_A_PARAMETER', `update of %${target} (${name}): only parameters can be updated`);
        }
        if (updated.has(target)) throw new NnfError('DUPLICATE_UPDATE', `two updates change the parameter ${name}`);
        updated.add(target);
        const shape = this.at(target).shape;
        if (printShape(shape) !== printShape(node.shape)) {
          throw new NnfError(
            'SHAPE_MISMATCH',
            `update of ${name}: the parameter is ${printShape(shape)}, its new value ${printShape(node.shape)}`,
          );
        }
      }
      for (const operand of node.operands) {
        if (this.nodes[operand]?.operation === 'parameter' && !node.targets.includes(operand)) {
          throw new NnfError(
            'STALE_READ',
            `update of ${node.label} reads ${this.nodes[operand].label}, which is not its own`,
          );
        }
      }
    }
  }
}

type WithoutLabel<T> = T extends unknown ? Omit<T, 'label'> : never;

function checkedColumns(size: Shape[0]): number {
  if (typeof size === 'number') return size;
  throw new NnfError('SHAPE_MISMATCH', 'the number of columns is known when a plan is made; only rows are the batch');
}
