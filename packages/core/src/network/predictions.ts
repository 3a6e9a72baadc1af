import { NnfError } from '../base/errors.js';

/** A network's outputs for a number of samples. */
export class Predictions {
  /**
   * @param rows the number of samples
   * @param columns the number of the network's outputs
   * @param data row-major, `rows · columns` numbers
   */
  constructor(
    readonly rows: number,
    readonly columns: number,
    readonly data: Float32Array | Float64Array,
  ) {}

  /**
   * The outputs for one sample: a view, not a copy.
   *
   * @throws NnfError `OUT_OF_RANGE` unless `index` is an integer from 0 to `rows` − 1
   */
  row(index: number): Float32Array | Float64Array {
    if (!(Number.isSafeInteger(index) && index >= 0 && index < this.rows)) {
      throw new NnfError(
        'OUT_OF_RANGE',
        `predictions: row is ${String(index)}, expected an integer from 0 to ${this.rows - 1}`,
      );
    }
    return this.data.subarray(index * this.columns, (index + 1) * this.columns);
  }

  /**
   * The class of each sample: the column of its largest output, or of the first of several equal ones. For a network with
   * one output, 1 if the output is at least ½, else 0.
   *
   * @throws NnfError `NON_FINITE` when an output is NaN: such a sample has no class
   */
  get classes(): Uint32Array {
    return Uint32Array.from({ length: this.rows }, (_, index) => {
      const row = this.row(index);
      let best = 0;
      for (let column = 0; column < row.length; column++) {
        const output = row[column]!;
        if (Number.isNaN(output)) throw noClass(index, column);
        if (output > row[best]!) best = column;
      }
      return row.length === 1 && row[0]! >= 0.5 ? 1 : best;
    });
  }
}

function noClass(row: number, column: number): NnfError {
  return new NnfError(
    'NON_FINITE',
    `predictions: output ${column} of row ${row} is NaN, so the row has no class; look for inputs or parameters that are not ` +
      'finite or too large',
  );
}
