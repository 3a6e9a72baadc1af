import { copyRow, type Matrix } from '../base/matrix.js';
import type { Shape } from '../base/shape.js';
import type { Plan } from '../plan/plan.js';
import type { MatmulNode, PlanNode, ReduceNode } from '../plan/plan-node.js';
import type { PlanScalar } from '../plan/plan-scalar.js';
import { type Interpretation, interpretExpression } from './interpret-expression.js';

/** A run of a plan over the rows of data, in batches. */
export interface PlanRun {
  readonly data: Readonly<Record<string, Matrix>>;
  /** Parameters and slots by name, row-major. Default: zeros. */
  readonly parameters?: Readonly<Record<string, ArrayLike<number>>>;
  /** Each scalar's value in a batch. */
  readonly scalar?: (scalar: PlanScalar, batch: number) => number;
  readonly rows: number;
  /** Rows per batch. Default: all rows. */
  readonly batchSize?: number;
  readonly order?: Uint32Array;
}

/** The result of a run: outputs as in `RunOutputs`, and every parameter after the run. */
export interface PlanResult {
  readonly outputs: Readonly<Record<string, readonly number[]>>;
  readonly parameters: Readonly<Record<string, readonly number[]>>;
}

type Numbers = readonly (readonly number[])[];

/**
 * Runs a plan literally by the definition of every operation, on rows of numbers. Backends are compared with it. `round`
 * simulates another number type.
 */
export function interpretPlan(plan: Plan, run: PlanRun, interpretation: Interpretation = {}): PlanResult {
  const { round = (value: number): number => value } = interpretation;
  const parameters = new Map<string, Numbers>();
  for (const node of plan.nodes) {
    if (node.operation !== 'parameter') continue;
    const given = run.parameters?.[node.name];
    parameters.set(
      node.name,
      matrixOf(node.shape, run.rows, (r, c) => round(given?.[r * node.shape[1] + c] ?? 0)),
    );
  }
  const collected = new Map<string, number[]>(Object.keys(plan.outputs).map((name) => [name, []]));
  const { batchSize = run.rows } = run;
  for (let from = 0, batch = 0; from < run.rows; from += batchSize, batch++) {
    const rows = Math.min(batchSize, run.rows - from);
    const values: Numbers[] = [];
    for (const node of plan.nodes) {
      const operands = 'operands' in node ? node.operands.map((operand) => values[operand]!) : [];
      values.push(compute(node, operands));
    }
    for (const [name, index] of Object.entries(plan.outputs)) {
      const flat = values[index]!.flat();
      collected.set(name, plan.nodes[index]!.shape[0] === 'batch' ? [...collected.get(name)!, ...flat] : flat);
    }
    for (const node of plan.nodes) {
      if (node.operation !== 'update') continue;
      node.targets.forEach((target, i) => {
        const parameter = plan.nodes[target]!;
        if (parameter.operation !== 'parameter') throw new Error('an update changes parameters only');
        const operands = node.operands.map((operand) => values[operand]!);
        parameters.set(parameter.name, map(node.expressions[i]!, operands, node.shape));
      });
    }

    function compute(node: PlanNode, operands: readonly Numbers[]): Numbers {
      switch (node.operation) {
        case 'input':
          return Array.from({ length: rows }, (_, row) => {
            const place = run.order ? run.order[from + row]! : from + row;
            const numbers = new Float64Array(node.shape[1]);
            copyRow(run.data[node.name]!, place, numbers);
            return Array.from(numbers, round);
          });
        case 'parameter':
          return parameters.get(node.name)!;
        case 'scalar':
          return [[round(run.scalar!(node.scalar, batch))]];
        case 'constant':
          return matrixOf(node.shape, rows, (r, c) => round(node.values[r * node.shape[1] + c]!));
        case 'index':
          return matrixOf(node.shape, rows, (r, c) => (node.axis === 'rows' ? r : c));
        case 'matmul':
          return product(node, operands[0]!, operands[1]!, round);
        case 'map':
        case 'random':
          return map(node.expression, operands, node.shape);
        case 'reduce':
          return reduce(node, operands[0]!, interpretation);
        case 'update':
          return [];
      }
    }

    function map(expression: Parameters<typeof interpretExpression>[0], operands: readonly Numbers[], shape: Shape) {
      return matrixOf(shape, rows, (r, c) => {
        const numbers = operands.map((operand) => {
          const row = operand.length === 1 ? operand[0]! : operand[r]!;
          return row.length === 1 ? row[0]! : row[c]!;
        });
        return interpretExpression(expression, numbers, interpretation);
      });
    }
  }
  return {
    outputs: Object.fromEntries(collected),
    parameters: Object.fromEntries([...parameters].map(([name, values]) => [name, values.flat()])),
  };
}

function matrixOf([rows, columns]: Shape, batch: number, element: (row: number, column: number) => number): Numbers {
  return Array.from({ length: rows === 'batch' ? batch : rows }, (_, r) =>
    Array.from({ length: columns }, (_unused, c) => element(r, c)),
  );
}

function product(
  { transposed: [flipA, flipB] }: MatmulNode,
  a: Numbers,
  b: Numbers,
  round: (value: number) => number,
): Numbers {
  const left = flipA ? transpose(a) : a;
  const right = flipB ? b : transpose(b);
  return left.map((row) =>
    right.map((column) => row.reduce((sum, value, k) => round(sum + round(value * column[k]!)), 0)),
  );
}

function transpose(a: Numbers): Numbers {
  return a[0]!.map((_, c) => a.map((row) => row[c]!));
}

function reduce({ reduction, axis }: ReduceNode, x: Numbers, interpretation: Interpretation): Numbers {
  const over = (list: readonly number[]): readonly [number] => [reduceList(reduction, list, interpretation)];
  if (axis === 'columns') return x.map(over);
  if (axis === 'both') return [over(x.flat())];
  return [transpose(x).flatMap(over)];
}

function reduceList(
  reduction: ReduceNode['reduction'],
  list: readonly number[],
  { round = (value) => value, choices }: Interpretation,
): number {
  if (reduction === 'sum') return list.reduce((sum, value) => round(sum + value));
  const largest = Math.max(...list);
  const position = Number.isNaN(largest) ? list.findIndex(Number.isNaN) : list.indexOf(largest);
  choices?.push(position);
  return reduction === 'max' ? largest : position;
}
