import { Disposing } from '../base/disposing.js';
import { NnfError } from '../base/errors.js';
import type { Matrix } from '../base/matrix.js';
import type { LoadedData } from './backend.js';

/**
 * A program's loaded data: the plans' inputs by name. It holds matrices as they came, or whatever a backend makes of them.
 *
 * @example
 * const data = new LoadedInputs(2, { inputs: { rows: 2, columns: 3, data: new Float32Array(6) } });
 * data.input('inputs', 3).rows; // 2
 */
export class LoadedInputs<Input extends Pick<Matrix, 'columns'> = Matrix> extends Disposing implements LoadedData {
  #inputs: ReadonlyMap<string, Input> | undefined;

  constructor(
    readonly rows: number,
    inputs: Readonly<Record<string, Input>>,
  ) {
    super();
    this.#inputs = new Map(Object.entries(inputs));
  }

  /**
   * One of the inputs.
   *
   * @param columns the number of columns that the plan expects; any when left out
   * @throws NnfError `DATA_SHAPE` for a missing input or another number of columns, `DISPOSED` after `dispose`
   */
  input(name: string, columns?: number): Input {
    if (!this.#inputs) throw new NnfError('DISPOSED', `the data's ${name} has been disposed of; load the data again`);
    const input = this.#inputs.get(name);
    if (!input) throw new NnfError('DATA_SHAPE', `the plan reads '${name}', which is missing from the loaded data`);
    if (columns === undefined || input.columns === columns) return input;
    throw new NnfError(
      'DATA_SHAPE',
      `the plan's '${name}' has ${columns} columns, the loaded data has ${input.columns}`,
    );
  }

  dispose(): void {
    this.#inputs = undefined;
  }
}

/**
 * The number of rows that matrices have in common.
 *
 * @throws NnfError `DATA_SHAPE` when they differ in rows, or there are none
 */
export function commonRows(matrices: Readonly<Record<string, Matrix>>): number {
  const [rows, ...others] = new Set(Object.values(matrices).map((matrix) => matrix.rows));
  if (rows !== undefined && others.length === 0) return rows;
  const found = rows === undefined ? 'no matrices' : `${[rows, ...others].join(' and ')} rows`;
  throw new NnfError('DATA_SHAPE', `all matrices to load must have the same number of rows, got ${found}`);
}
