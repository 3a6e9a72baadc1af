import {
  breathe,
  copyRow,
  Disposing,
  type LoadedData,
  type Matrix,
  NnfError,
  type Plan,
  type Program,
  type RunRequest,
} from '@nnf/core';
import { computeBatch } from './compute-batch.js';

/** How long the event loop is kept waiting at most, in milliseconds. */
const longest = 10;

/** Plans and their parameters, by name. */
export class PlainLoopsProgram extends Disposing implements Program {
  readonly dataType = 'float64';
  readonly executes = 'plain float64 loops';
  readonly #plans: Readonly<Record<string, Plan>>;
  readonly #parameters = new Map<string, Float64Array>();
  readonly #running = new Set<string>();
  #kept: ReadonlyMap<string, Float64Array> = new Map();
  #disposed = false;

  constructor(plans: Readonly<Record<string, Plan>>) {
    super();
    this.#plans = plans;
    for (const plan of Object.values(plans)) {
      for (const node of plan.nodes) {
        if (node.operation !== 'parameter') continue;
        const length = Number(node.shape[0]) * node.shape[1];
        if (!this.#parameters.has(node.name)) this.#parameters.set(node.name, new Float64Array(length));
      }
    }
  }

  get bytes(): number {
    return [...this.#parameters.values(), ...this.#kept.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  load(matrices: Readonly<Record<string, Matrix>>): LoadedData {
    this.#checkUsable();
    const [rows, ...others] = new Set(Object.values(matrices).map((matrix) => matrix.rows));
    if (rows === undefined || others.length > 0) {
      const found = rows === undefined ? 'no matrix' : `${[rows, ...others].join(' and ')} rows`;
      throw new NnfError('DATA_SHAPE', `data to load must have one number of rows, got ${found}`);
    }
    return new PlainLoopsData(this, rows, matrices);
  }

  async run(run: RunRequest): Promise<Record<string, Float64Array>> {
    this.#checkUsable();
    const { plan: name } = run;
    const plan = Object.hasOwn(this.#plans, name) ? this.#plans[name] : undefined;
    if (!plan)
      throw new NnfError(
        'UNKNOWN_NAME',
        `there is no plan '${name}'; there are ${Object.keys(this.#plans).join(', ')}`,
      );
    const matrices = this.#matricesOf(run.data);
    if (this.#running.has(name)) {
      throw new NnfError('BUSY', `the plan '${name}' is being run; wait for that run to end`);
    }
    this.#running.add(name);
    try {
      return await this.#runBatches(plan, matrices, run);
    } finally {
      this.#running.delete(name);
    }
  }

  read(parameter: string): Float64Array {
    return this.#parameter(parameter).slice();
  }

  write(parameter: string, values: ArrayLike<number>): void {
    const target = this.#parameter(parameter);
    if (values.length !== target.length) {
      throw new NnfError('SHAPE_MISMATCH', `${parameter} takes ${target.length} numbers, got ${values.length}`);
    }
    target.set(values);
  }

  keep(): string | undefined {
    this.#checkUsable();
    for (const [name, values] of this.#parameters) if (!values.every(Number.isFinite)) return name;
    this.#kept = new Map([...this.#parameters].map(([name, values]) => [name, values.slice()]));
    return undefined;
  }

  restore(): void {
    this.#checkUsable();
    for (const [name, values] of this.#kept) this.#parameter(name).set(values);
  }

  dispose(): void {
    this.#disposed = true;
    this.#kept = new Map();
    this.#parameters.clear();
  }

  async #runBatches(
    plan: Plan,
    matrices: Readonly<Record<string, Matrix>>,
    { order, from, to, batchSize, scalars, signal }: RunRequest,
  ): Promise<Record<string, Float64Array>> {
    const scalarCount = plan.nodes.filter(({ operation }) => operation === 'scalar').length;
    const outputs: Record<string, Float64Array> = {};
    for (const [output, index] of Object.entries(plan.outputs)) {
      const [rows, columns] = plan.nodes[index]!.shape;
      outputs[output] = new Float64Array((rows === 'batch' ? to - from : rows) * columns);
    }
    let lastBreath = performance.now();
    for (let start = from, batch = 0; start < to; start += batchSize, batch++) {
      signal?.throwIfAborted();
      const rows = Math.min(batchSize, to - start);
      const work = computeBatch({
        plan,
        rows,
        parameters: this.#parameters,
        scalars: scalars.subarray(batch * scalarCount, (batch + 1) * scalarCount),
        input: (input, columns) => {
          const matrix = checkInput(matrices[input], input, columns);
          return rowsOf(matrix, rows, (row) => (order ? order[start + row]! : start + row));
        },
      });
      // After every row of every operation there is a moment to look at the clock.
      for (let step = work.next(); ; step = work.next()) {
        if (step.done) {
          for (const [output, index] of Object.entries(plan.outputs)) {
            const { shape } = plan.nodes[index]!;
            outputs[output]!.set(step.value.results[index]!, shape[0] === 'batch' ? (start - from) * shape[1] : 0);
          }
          // Only now does state change: a batch that was given up before has changed nothing.
          for (const [parameter, values] of step.value.updates) this.#parameters.get(parameter)!.set(values);
          break;
        }
        if (performance.now() - lastBreath > longest) {
          await breathe();
          lastBreath = performance.now();
          this.#checkUsable();
          signal?.throwIfAborted();
        }
      }
    }
    return outputs;
  }

  #parameter(name: string): Float64Array {
    this.#checkUsable();
    const values = this.#parameters.get(name);
    if (values) return values;
    throw new NnfError(
      'UNKNOWN_NAME',
      `there is no parameter '${name}'; there are ${[...this.#parameters.keys()].join(', ')}`,
    );
  }

  #matricesOf(data: LoadedData): Readonly<Record<string, Matrix>> {
    if (data instanceof PlainLoopsData && data.program === this) return data.matrices;
    throw new NnfError('WRONG_DATA', 'the data was loaded by another program; load it with this one');
  }

  #checkUsable(): void {
    if (this.#disposed) throw new NnfError('DISPOSED', 'the program was disposed of; compile a new one');
  }
}

/** Data stays as it came: rows are converted as batches need them. */
class PlainLoopsData extends Disposing implements LoadedData {
  constructor(
    readonly program: PlainLoopsProgram,
    readonly rows: number,
    public matrices: Readonly<Record<string, Matrix>>,
  ) {
    super();
  }

  dispose(): void {
    this.matrices = {};
  }
}

/** @throws NnfError `DATA_SHAPE` where the data lacks what the plan reads, or has other columns */
function checkInput(matrix: Matrix | undefined, name: string, columns: number): Matrix {
  if (!matrix) throw new NnfError('DATA_SHAPE', `the plan reads '${name}', which the loaded data has not`);
  if (matrix.columns === columns) return matrix;
  throw new NnfError('DATA_SHAPE', `the plan's '${name}' has ${columns} columns, the data's ${matrix.columns}`);
}

function rowsOf(matrix: Matrix, rows: number, place: (row: number) => number): Float64Array {
  const values = new Float64Array(rows * matrix.columns);
  for (let row = 0; row < rows; row++) copyRow(matrix, place(row), values, row * matrix.columns);
  return values;
}
