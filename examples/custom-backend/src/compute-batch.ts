import type { MatmulNode, Plan, PlanNode, ReduceNode } from '@nnf/core';
import { type Evaluate, evaluatorOf } from './evaluate-expression.js';

/** The data of a batch. */
export interface Batch {
  readonly plan: Plan;
  readonly rows: number;
  readonly parameters: ReadonlyMap<string, { readonly values: Float64Array }>;
  /** The values of the plan's scalars, in their order. */
  readonly scalars: Float64Array;
  /** Returns the batch's rows of a plan input that has `columns` columns. */
  readonly input: (name: string, columns: number) => Float64Array;
}

/** The results of a batch: every operation's numbers, row-major, and the parameters' new values by name. */
export interface BatchResult {
  readonly results: readonly Float64Array[];
  readonly updates: ReadonlyMap<string, Float64Array>;
}

/** A matrix of the batch. */
interface Values {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

/** Computes a batch, operation by operation; yields after each row, so that the caller can let others run. */
export function* computeBatch({ plan, rows, parameters, scalars, input }: Batch): Generator<void, BatchResult, void> {
  const matrices: Values[] = [];
  const updates = new Map<string, Float64Array>();
  let scalar = 0;
  for (const node of plan.nodes) {
    const height = node.shape[0] === 'batch' ? rows : node.shape[0];
    const columns = node.shape[1];
    const operands = 'operands' in node ? node.operands.map((operand) => matrices[operand]!) : [];
    const result = (data: Float64Array = new Float64Array(height * columns)): Values => ({
      rows: height,
      columns,
      data,
    });
    let values: Values;
    switch (node.operation) {
      case 'input':
        values = result(input(node.name, columns));
        break;
      case 'parameter':
        values = result(parameters.get(node.name)!.values);
        break;
      case 'scalar':
        values = result(Float64Array.of(scalars[scalar++]!));
        break;
      case 'constant':
        values = result(node.values);
        break;
      case 'index':
        values = result(Float64Array.from({ length: height * columns }, (_, i) => i));
        break;
      case 'matmul':
        values = result();
        yield* matmul(node, operands[0]!, operands[1]!, values);
        break;
      case 'map':
      case 'random':
        values = result();
        yield* map(evaluatorOf(node.expression), operands, values);
        break;
      case 'reduce':
        values = result();
        yield* reduce(node, operands[0]!, values);
        break;
      case 'update':
        values = result();
        // New values are computed from old ones, so nothing is written until the whole batch is computed.
        for (const [i, target] of node.targets.entries()) {
          const next = result();
          yield* map(evaluatorOf(node.expressions[i]!), operands, next);
          updates.set(nameOf(plan.nodes[target]!), next.data);
        }
        break;
    }
    matrices.push(values);
  }
  return { results: matrices.map(({ data }) => data), updates };
}

function nameOf(node: PlanNode): string {
  return node.operation === 'parameter' ? node.name : '';
}

/** C[m, n] = Σₖ A[m, k] · B[k, n]. A transposed operand is read along its other axis. */
function* matmul({ transposed: [flipA, flipB] }: MatmulNode, a: Values, b: Values, c: Values): Generator<void> {
  const inner = flipA ? a.rows : a.columns;
  for (let m = 0; m < c.rows; m++) {
    for (let k = 0; k < inner; k++) {
      const factor = a.data[flipA ? k * a.columns + m : m * a.columns + k]!;
      for (let n = 0; n < c.columns; n++) {
        c.data[m * c.columns + n]! += factor * b.data[flipB ? n * b.columns + k : k * b.columns + n]!;
      }
      if (k % 64 === 63) yield;
    }
    yield;
  }
}

/** Applies one expression to every element. A single row or column is broadcast. */
function* map(evaluate: Evaluate, operands: readonly Values[], result: Values): Generator<void> {
  const values = new Float64Array(operands.length);
  for (let row = 0; row < result.rows; row++) {
    for (let column = 0; column < result.columns; column++) {
      for (const [i, { rows, columns, data }] of operands.entries()) {
        values[i] = data[(rows === 1 ? 0 : row) * columns + (columns === 1 ? 0 : column)]!;
      }
      result.data[row * result.columns + column] = evaluate(values);
    }
    yield;
  }
}

/** Sum, maximum, or position of the first maximum. A NaN makes the maximum NaN, and counts as the largest. */
function* reduce({ reduction, axis }: ReduceNode, x: Values, result: Values): Generator<void> {
  const best = new Float64Array(result.data.length);
  for (let row = 0; row < x.rows; row++) {
    for (let column = 0; column < x.columns; column++) {
      const value = x.data[row * x.columns + column]!;
      const at = axis === 'rows' ? column : axis === 'columns' ? row : 0;
      const position = axis === 'rows' ? row : axis === 'columns' ? column : row * x.columns + column;
      const isLarger = position === 0 || value > best[at]! || (Number.isNaN(value) && !Number.isNaN(best[at]!));
      if (reduction === 'sum') result.data[at] = position === 0 ? value : result.data[at]! + value;
      if (isLarger) best[at] = value;
      if (isLarger && reduction !== 'sum') result.data[at] = reduction === 'max' ? value : position;
    }
    yield;
  }
}
