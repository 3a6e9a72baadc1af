import { copyRow, Disposing, type LoadedData, type Matrix, NnfError } from '@nnf/core';
import type { InputEncoding } from '../write/kernel-setting.js';

/** A data set's matrices. They stay as they came; rows are converted as runs need them. */
export class GpuData extends Disposing implements LoadedData {
  readonly rows: number;
  #matrices: Readonly<Record<string, Matrix>>;

  constructor(matrices: Readonly<Record<string, Matrix>>) {
    super();
    const rows = new Set(Object.values(matrices).map((matrix) => matrix.rows));
    if (rows.size !== 1) {
      throw new NnfError(
        'DATA_SHAPE',
        `data to load must have one number of rows, not ${[...rows].join(' and ') || 'none'}`,
      );
    }
    this.rows = [...rows][0]!;
    this.#matrices = matrices;
  }

  /** In which form a matrix goes to the device; it must have so many columns. */
  formOf(name: string, columns: number): InputEncoding {
    const matrix = this.#matrices[name];
    if (!matrix) throw new NnfError('DATA_SHAPE', `the plan reads '${name}', which the loaded data has not`);
    if (matrix.columns !== columns) {
      throw new NnfError('DATA_SHAPE', `the plan's '${name}' has ${columns} columns, the data's ${matrix.columns}`);
    }
    return matrix.encoding === 'classes' ? 'classes' : 'dense';
  }

  /** Rows of a matrix as the device takes them: those at the places `from` to `to` of the order. */
  gather(name: string, order: Uint32Array | undefined, from: number, to: number): GatheredRows {
    const matrix = this.#matrices[name];
    if (!matrix) throw new NnfError('DISPOSED', `the data's ${name} was disposed of during a run`);
    const columns = matrix.encoding === 'classes' ? 1 : matrix.columns;
    const values = new Float32Array((to - from) * columns);
    for (let place = from; place < to; place++) {
      const row = order ? order[place]! : place;
      if (matrix.encoding === 'classes') values[place - from] = matrix.data[row]!;
      else copyRow(matrix, row, values, (place - from) * columns);
    }
    return { values, columns };
  }

  dispose(): void {
    this.#matrices = {};
  }
}

/** Rows as they are uploaded: class numbers are one column. */
export interface GatheredRows {
  readonly values: Float32Array;
  readonly columns: number;
}
