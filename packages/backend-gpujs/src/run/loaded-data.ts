import { copyRow, LoadedInputs } from '@nnf/core';
import type { InputEncoding } from '../write/kernel-setting.js';

/** Rows as they are uploaded: class numbers are one column. */
export interface GatheredRows {
  readonly values: Float32Array;
  readonly columns: number;
}

/** Copies of a data set's matrices, in the type they were given in. Runs convert the rows that they need. */
export class GpuData extends LoadedInputs {
  /** How an input is encoded on the device. */
  encodingOf(name: string, columns: number): InputEncoding {
    return this.input(name, columns).encoding ?? 'dense';
  }

  /** An input's rows in the device's format: those at the positions `from` to `to` of the order. */
  gather(name: string, order: Uint32Array | undefined, from: number, to: number): GatheredRows {
    const matrix = this.input(name);
    const isClasses = matrix.encoding === 'classes';
    const columns = isClasses ? 1 : matrix.columns;
    const values = new Float32Array((to - from) * columns);
    for (let place = from; place < to; place++) {
      const row = order ? order[place]! : place;
      if (isClasses) values[place - from] = matrix.data[row]!;
      else copyRow(matrix, row, values, (place - from) * columns);
    }
    return { values, columns };
  }
}
