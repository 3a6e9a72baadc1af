import {
  Breather,
  copyMatrices,
  copyRow,
  KeepingProgram,
  LoadedInputs,
  type Matrix,
  type Plan,
  type RunRequest,
  type Shape,
  type UpdateTurn,
} from '@nnf/core';
import { computeBatch } from './compute-batch.js';

/** A parameter, row by row. */
interface Parameter {
  readonly shape: Shape;
  readonly values: Float64Array;
}

/** Plans and their parameters by name. `KeepingProgram` refuses wrong use. */
export class PlainLoopsProgram extends KeepingProgram<Plan, LoadedInputs, Parameter> {
  readonly dataType = 'float64';
  readonly executes = 'plain float64 loops';
  protected readonly parameters = new Map<string, Parameter>();

  /** Keeps the plan unchanged. Its operations are computed one by one. */
  protected compilePlan(plan: Plan): Plan {
    for (const node of plan.nodes) {
      if (node.operation !== 'parameter' || this.parameters.has(node.name)) continue;
      const { name, shape } = node;
      this.parameters.set(name, { shape, values: new Float64Array(Number(shape[0]) * shape[1]) });
    }
    return plan;
  }

  get bytes(): number {
    return [...this.parameters.values()].reduce((sum, { values }) => sum + values.byteLength, this.keptBytes);
  }

  /** Keeps copies of the matrices. The rows of a batch are converted when the batch is computed. */
  protected loadMatrices(matrices: Readonly<Record<string, Matrix>>, rows: number): LoadedInputs {
    return new LoadedInputs(rows, copyMatrices(matrices));
  }

  protected readParameter({ values }: Parameter): Float64Array {
    return values.slice();
  }

  protected writeParameter({ values: target }: Parameter, values: ArrayLike<number>): void {
    target.set(values);
  }

  protected free(): void {
    this.parameters.clear();
  }

  protected async runBatches(
    plan: Plan,
    data: LoadedInputs,
    { order, from, to, batchSize, scalars, signal }: RunRequest,
    turn: UpdateTurn,
  ): Promise<Record<string, Float64Array>> {
    const scalarCount = plan.nodes.filter(({ operation }) => operation === 'scalar').length;
    const outputs: Record<string, Float64Array> = {};
    for (const [output, index] of Object.entries(plan.outputs)) {
      const [rows, columns] = plan.nodes[index]!.shape;
      outputs[output] = new Float64Array((rows === 'batch' ? to - from : rows) * columns);
    }
    const breather = new Breather();
    for (let start = from, batch = 0; start < to; start += batchSize, batch++) {
      signal?.throwIfAborted();
      const rows = Math.min(batchSize, to - start);
      const work = computeBatch({
        plan,
        rows,
        parameters: this.parameters,
        scalars: scalars.subarray(batch * scalarCount, (batch + 1) * scalarCount),
        input: (input, columns) => {
          const place = (row: number): number => (order ? order[start + row]! : start + row);
          return rowsOf(data.input(input, columns), rows, place);
        },
      });
      // Checks the clock after every row of every operation.
      for (let step = work.next(); ; step = work.next()) {
        if (step.done) {
          for (const [output, index] of Object.entries(plan.outputs)) {
            const { shape } = plan.nodes[index]!;
            outputs[output]!.set(step.value.results[index]!, shape[0] === 'batch' ? (start - from) * shape[1] : 0);
          }
          // The state changes only here, so an aborted batch changes nothing.
          await turn.begin();
          for (const [parameter, values] of step.value.updates) this.parameters.get(parameter)!.values.set(values);
          turn.end(1);
          break;
        }
        if (breather.isDue()) {
          await breather.breathe();
          this.checkUsable();
          signal?.throwIfAborted();
        }
      }
    }
    return outputs;
  }
}

function rowsOf(matrix: Matrix, rows: number, place: (row: number) => number): Float64Array {
  const values = new Float64Array(rows * matrix.columns);
  for (let row = 0; row < rows; row++) copyRow(matrix, place(row), values, row * matrix.columns);
  return values;
}
