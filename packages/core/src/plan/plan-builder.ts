import { NnfError } from '../base/errors.js';
import { copyRow, type MatrixLike, toMatrix } from '../base/matrix.js';
import { printShape, type Shape, sameShape } from '../base/shape.js';
import { Plan } from './plan.js';
import type { Axis, ParameterRole, PlanNode } from './plan-node.js';
import { type PlanScalar, printScalar, sameScalar } from './plan-scalar.js';

/**
 * A matrix in a plan that is being traced. Layers, activations, losses and metrics compute with tensors, by `map`, `matmul`,
 * `reduceSum` and others. A tensor holds no numbers.
 */
export interface Tensor {
  /** `[rows, columns]`; `rows` is `'batch'` when there is one row per sample. */
  readonly shape: Shape;
  /** @internal */
  readonly builder: PlanBuilder;
  /** @internal Its position in the plan. */
  readonly index: number;
}

/**
 * Collects operations into a plan. Tensors carry their builder, so plugins need not handle it, and there is no global state.
 *
 * @example
 * const builder = new PlanBuilder();
 * builder.output('sums', reduceSum(builder.input('x', 3), 'columns'));
 * printPlan(builder.build());
 */
export class PlanBuilder {
  /** The operations added so far. A tensor's `index` is a position in this list. */
  readonly nodes: PlanNode[] = [];
  readonly #outputs = new Map<string, number>();
  #label = '';

  /** Runs `trace`. Its operations get the label, and its errors name it: `hidden 1 relu`. */
  within<T>(label: string, trace: () => T): T {
    const outer = this.#label;
    this.#label = label;
    try {
      return trace();
    } finally {
      this.#label = outer;
    }
  }

  /** The current label. */
  get place(): string {
    return this.#label;
  }

  /** Adds an operation with the current label, and returns its result. */
  add(node: WithoutLabel<PlanNode>): Tensor {
    this.nodes.push({ ...node, label: this.#label });
    return { shape: node.shape, builder: this, index: this.nodes.length - 1 };
  }

  /**
   * The tensor at a position.
   *
   * @throws NnfError `OUT_OF_RANGE` when there is none
   */
  at(index: number): Tensor {
    const node = this.nodes[index];
    if (!node)
      throw new NnfError('OUT_OF_RANGE', `plan: position is ${index}, expected less than ${this.nodes.length}`);
    return { shape: node.shape, builder: this, index };
  }

  /** An input of the plan, `[batch, columns]`: rows of the loaded data. */
  input(name: string, columns: number): Tensor {
    return this.within(name, () => this.add({ operation: 'input', name, shape: ['batch', columns] }));
  }

  /**
   * A matrix that persists between runs. The same name gives the same tensor.
   *
   * @throws NnfError `DUPLICATE_NAME` for a known name with another shape
   */
  parameter(name: string, role: ParameterRole, shape: Shape): Tensor {
    const known = this.nodes.findIndex((node) => node.operation === 'parameter' && node.name === name);
    if (known >= 0) {
      const tensor = this.at(known);
      if (sameShape(tensor.shape, shape)) return tensor;
      throw new NnfError(
        'DUPLICATE_NAME',
        `the shape of parameter '${name}' is ${printShape(shape)}, expected ${printShape(tensor.shape)} as before`,
      );
    }
    return this.within(name, () => this.add({ operation: 'parameter', name, role, shape }));
  }

  /** A number with a new value for each batch, `[1, 1]`. The same scalar gives the same tensor. */
  scalar(scalar: PlanScalar): Tensor {
    const known = this.nodes.findIndex((node) => node.operation === 'scalar' && sameScalar(node.scalar, scalar));
    if (known >= 0) return this.at(known);
    return this.within(printScalar(scalar), () => this.add({ operation: 'scalar', scalar, shape: [1, 1] }));
  }

  /**
   * Constant numbers: one, `[1, 1]`, or a matrix, `[rows, columns]`, which is copied.
   *
   * @throws NnfError `INVALID_MATRIX` for rows that are not a matrix, or an empty matrix
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
      throw new NnfError(
        'INVALID_MATRIX',
        `${what}: the shape is [${rows}, ${columns}], expected integers of 1 or more`,
      );
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

  /**
   * The sum, maximum, or index of the first maximum: over `rows` `[1, columns]`, over `columns` `[rows, 1]`, over `both`
   * `[1, 1]`.
   *
   * @throws NnfError `INVALID_ARGUMENT` for any other axis
   */
  reduce(reduction: 'sum' | 'max' | 'argmax', x: Tensor, axis: Axis): Tensor {
    if (axis !== 'rows' && axis !== 'columns' && axis !== 'both') {
      const where = this.place ? `${this.place}: ` : '';
      throw new NnfError(
        'INVALID_ARGUMENT',
        `${where}${reduction}: axis is ${String(axis)}, expected rows, columns or both`,
      );
    }
    const [rows, columns] = x.shape;
    const shape: Shape = [axis === 'columns' ? rows : 1, axis === 'rows' ? columns : 1];
    return this.add({ operation: 'reduce', reduction, operands: [x.index], axis, shape });
  }

  /**
   * Adds an output.
   *
   * @throws NnfError `DUPLICATE_NAME` when an output already has the name
   */
  output(name: string, tensor: Tensor): void {
    if (this.#outputs.has(name)) throw new NnfError('DUPLICATE_NAME', `two outputs are named '${name}'`);
    this.#outputs.set(name, tensor.index);
  }

  /**
   * Returns the finished plan.
   *
   * @throws NnfError `NOT_A_PARAMETER` for an update of anything but a parameter, `DUPLICATE_UPDATE` when two updates change
   * the same parameter, `SHAPE_MISMATCH` for an update of another shape, `STALE_READ` when an update reads a parameter that
   * it does not change
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
            `update of ${name}: the shape is ${printShape(node.shape)}, expected ${printShape(shape)}`,
          );
        }
      }
      for (const operand of node.operands) {
        if (this.nodes[operand]?.operation === 'parameter' && !node.targets.includes(operand)) {
          throw new NnfError(
            'STALE_READ',
            `update of ${node.label} reads ${this.nodes[operand].label}, which it does not change; read a copy made with map`,
          );
        }
      }
    }
  }
}

type WithoutLabel<T> = T extends unknown ? Omit<T, 'label'> : never;

function checkedColumns(size: Shape[0]): number {
  if (typeof size === 'number') return size;
  throw new NnfError('SHAPE_MISMATCH', "columns is 'batch', expected a number; only rows can be the batch");
}
