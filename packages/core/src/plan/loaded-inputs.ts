import { Disposing } from '../base/disposing.js';
import { NnfError } from '../base/errors.js';
import { checkClasses, copyMatrix, type Matrix } from '../base/matrix.js';
import type { LoadedData } from './backend.js';

/**
 * A program's loaded data: the plans' inputs by name, as matrices or in a form of the backend's own.
 *
 * @example
 * const data = new LoadedInputs(2, { inputs: { rows: 2, columns: 3, data: new Float32Array(6) } });
 * data.input('inputs', 3).rows; // 2
 */
export class LoadedInputs<Input extends Pick<Matrix, 'columns'> = Matrix> extends Disposing implements LoadedData {
  /** The program that loaded it, which alone may run on it. `CheckedProgram` sets it. */
  loadedBy: object | undefined = undefined;
  #inputs: Readonly<Record<string, Input>> | undefined;

  constructor(
    readonly rows: number,
    inputs: Readonly<Record<string, Input>>,
  ) {
    super();
    this.#inputs = inputs;
  }

  /**
   * Returns an input.
   *
   * @param columns the number of columns that the plan expects; any by default
   * @throws NnfError `DATA_SHAPE` for a missing input or another number of columns, `DISPOSED` after `dispose`
   */
  input(name: string, columns?: number): Input {
    if (!this.#inputs) throw new NnfError('DISPOSED', `the loaded data has been disposed of; load it again`);
    const input = Object.hasOwn(this.#inputs, name) ? this.#inputs[name] : undefined;
    if (!input) throw new NnfError('DATA_SHAPE', `the plan reads '${name}', which is missing from the loaded data`);
    if (columns === undefined || input.columns === columns) return input;
    throw new NnfError('DATA_SHAPE', `the loaded data's '${name}' has ${input.columns} columns, expected ${columns}`);
  }

  dispose(): void {
    this.#inputs = undefined;
  }
}

/**
 * Copies matrices by name, for a backend that keeps them unchanged: loaded data must not change with the caller's arrays.
 *
 * @throws NnfError `INVALID_MATRIX` for a copied class number that is not one of a column
 * @example
 * const data = new LoadedInputs(rows, copyMatrices(matrices));
 */
export function copyMatrices(matrices: Readonly<Record<string, Matrix>>): Readonly<Record<string, Matrix>> {
  return Object.fromEntries(
    Object.entries(matrices).map(([name, matrix]) => {
      const copy = copyMatrix(matrix);
      // The copy: another thread may write to shared memory between the check of the caller's array and here.
      checkClasses(copy, `the data's ${name}`);
      return [name, copy];
    }),
  );
}

/**
 * The number of rows of all matrices.
 *
 * @throws NnfError `DATA_SHAPE` when the matrices differ in rows, or there are none, `INVALID_MATRIX` for a class number that is
 * not one of a column
 */
export function checkedRows(matrices: Readonly<Record<string, Matrix>>): number {
  const names = Object.keys(matrices);
  const rows = matrices[names[0] ?? '']?.rows;
  if (rows === undefined) throw unequalRows('no matrices');
  for (const name of names) {
    const matrix = matrices[name]!;
    if (matrix.encoding === 'classes') checkClasses(matrix, `the data's ${name}`);
    if (matrix.rows === rows) continue;
    throw unequalRows(`${[...new Set(names.map((other) => matrices[other]!.rows))].join(' and ')} rows`);
  }
  return rows;
}

function unequalRows(found: string): NnfError {
  return new NnfError('DATA_SHAPE', `load: expected matrices with equal numbers of rows, got ${found}`);
}
