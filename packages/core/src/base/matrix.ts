import { describeValue } from './describe-value.js';
import { NnfError } from './errors.js';

/** The arrays a matrix may keep its numbers in. */
export type NumberArray =
  | Float32Array
  | Float64Array
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array;

/**
 * Numbers in rows and columns, row-major, in whatever array they came in. A backend converts when it loads them, so
 * pictures can stay bytes.
 *
 * @example
 * const images: Matrix = { rows: 2, columns: 3, data: new Uint8Array([0, 51, 255, 0, 0, 102]), scale: 1 / 255 };
 * const labels: Matrix = { rows: 2, columns: 10, data: new Uint8Array([7, 2]), encoding: 'classes' };
 */
export interface Matrix {
  /** 0 or more; of a data set, the samples. */
  readonly rows: number;
  /** 0 or more. */
  readonly columns: number;
  /** `rows · columns` numbers, row by row; with `encoding: 'classes'`, one a row. */
  readonly data: NumberArray;
  /** What each number is multiplied by when it is read: 1/255 for bytes that stand for 0 to 1. 1 when left out. */
  readonly scale?: number;
  /**
   * `'dense'`, or left out: element (r, c) is `data[r * columns + c] * scale`. `'classes'`: row r is one-hot, 1 in column
   * `data[r]` and 0 elsewhere.
   */
  readonly encoding?: 'dense' | 'classes';
}

/** What the API takes where it wants a matrix: a {@link Matrix}, or plain rows of numbers. */
export type MatrixLike = Matrix | readonly (readonly number[] | NumberArray)[];

/**
 * A matrix of plain rows. A {@link Matrix} is checked and given back as it is.
 *
 * @param name what the matrix is, for the error: `training inputs`
 * @throws NnfError `INVALID_MATRIX` when rows differ in length, an element is no number, or sizes and data disagree
 * @example
 * toMatrix([[0, 1], [1, 0]], 'inputs'); // { rows: 2, columns: 2, data: Float64Array [0, 1, 1, 0] }
 */
export function toMatrix(value: MatrixLike, name: string): Matrix {
  if (isMatrix(value)) return checkedMatrix(value, name);
  if (!Array.isArray(value)) {
    throw new NnfError('INVALID_MATRIX', `${name}: expected rows of numbers or a matrix, got ${describeValue(value)}`);
  }
  const rows: readonly unknown[] = value;
  const columns = numbersOf(rows[0])?.length ?? 0;
  const data = new Float64Array(rows.length * columns);
  for (const [r, found] of rows.entries()) {
    const row = numbersOf(found);
    if (!row) {
      throw new NnfError(
        'INVALID_MATRIX',
        `${name}: row ${r} is ${describeValue(found)}, expected an array of numbers`,
      );
    }
    if (row.length !== columns) {
      throw new NnfError('INVALID_MATRIX', `${name}: row ${r} is ${row.length} numbers, row 0 has ${columns} numbers`);
    }
    for (const [c, element] of row.entries()) {
      if (typeof element !== 'number') {
        throw new NnfError(
          'INVALID_MATRIX',
          `${name}: row ${r}, column ${c} is ${describeValue(element)}, not a number`,
        );
      }
      data[r * columns + c] = element;
    }
  }
  return { rows: rows.length, columns, data };
}

/**
 * Rows `from` up to, not including, `to`. The data is shared, not copied.
 *
 * @throws NnfError `OUT_OF_RANGE` unless 0 ≤ from ≤ to ≤ rows
 * @example
 * sliceRows(images, 0, 100);
 */
export function sliceRows(matrix: Matrix, from: number, to: number): Matrix {
  if (!Number.isInteger(from) || !Number.isInteger(to) || from < 0 || to < from || to > matrix.rows) {
    throw new NnfError('OUT_OF_RANGE', `rows ${from} to ${to} are not within the ${matrix.rows} rows there are`);
  }
  const stride = rowStride(matrix);
  return { ...matrix, rows: to - from, data: matrix.data.subarray(from * stride, to * stride) };
}

/** Writes row `row` as plain numbers into `target`, from its index `offset` on. */
export function copyRow(matrix: Matrix, row: number, target: Float32Array | Float64Array, offset = 0): void {
  const { columns, data, scale = 1 } = matrix;
  if (matrix.encoding === 'classes') {
    target.fill(0, offset, offset + columns);
    target[offset + (data[row] as number)] = 1;
    return;
  }
  const start = row * columns;
  for (let c = 0; c < columns; c++) target[offset + c] = (data[start + c] as number) * scale;
}

function numbersOf(value: unknown): readonly unknown[] | NumberArray | undefined {
  return Array.isArray(value) || isNumberArray(value) ? value : undefined;
}

/** How many elements of `data` one row takes. */
function rowStride(matrix: Matrix): number {
  return matrix.encoding === 'classes' ? 1 : matrix.columns;
}

function isMatrix(value: MatrixLike): value is Matrix {
  return typeof value === 'object' && value !== null && 'data' in value && ArrayBuffer.isView(value.data);
}

function checkedMatrix(matrix: Matrix, name: string): Matrix {
  const { rows, columns, data, scale, encoding } = matrix;
  if (!isNumberArray(data)) {
    throw new NnfError(
      'INVALID_MATRIX',
      `${name}: the data is ${describeValue(data)}, expected a typed array of numbers up to 64 bits wide`,
    );
  }
  if (scale !== undefined && (typeof scale !== 'number' || !Number.isFinite(scale))) {
    throw new NnfError('INVALID_MATRIX', `${name}: scale is ${describeValue(scale)}, expected a finite number`);
  }
  if (encoding !== undefined && encoding !== 'dense' && encoding !== 'classes') {
    throw new NnfError(
      'INVALID_MATRIX',
      `${name}: encoding is ${describeValue(encoding)}, expected 'dense' or 'classes'`,
    );
  }
  if (!Number.isSafeInteger(rows) || !Number.isSafeInteger(columns) || rows < 0 || columns < 0) {
    throw new NnfError('INVALID_MATRIX', `${name}: ${rows} rows and ${columns} columns are not sizes`);
  }
  const expected = rows * rowStride(matrix);
  if (data.length !== expected) {
    throw new NnfError(
      'INVALID_MATRIX',
      `${name}: ${rows} rows of ${columns} columns need ${expected} numbers, the data has ${data.length}`,
    );
  }
  if (matrix.encoding === 'classes') {
    const wrong = data.findIndex((label: number) => !Number.isInteger(label) || label < 0 || label >= columns);
    if (wrong >= 0) {
      throw new NnfError(
        'INVALID_MATRIX',
        `${name}: row ${wrong} has class ${data[wrong]}, expected an integer from 0 to ${columns - 1}`,
      );
    }
  }
  return matrix;
}

function isNumberArray(value: unknown): value is NumberArray {
  return (
    ArrayBuffer.isView(value) &&
    !(value instanceof DataView || value instanceof BigInt64Array || value instanceof BigUint64Array)
  );
}
