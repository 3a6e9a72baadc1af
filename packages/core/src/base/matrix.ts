import { describeValue } from './describe-value.js';
import { NnfError } from './errors.js';
import { isNumberArray, type NumberArray, type PlainNumbers, toNumberArray } from './number-array.js';

/**
 * Numbers in rows and columns, row-major, in a typed array of any type. A backend converts them when it loads them, so
 * images can stay bytes.
 *
 * @example
 * const images: Matrix = { rows: 2, columns: 3, data: new Uint8Array([0, 51, 255, 0, 0, 102]), scale: 1 / 255 };
 * const labels: Matrix = { rows: 2, columns: 10, data: new Uint8Array([7, 2]), encoding: 'classes' };
 */
export interface Matrix {
  /** 0 or more; in a data set, the number of samples. */
  readonly rows: number;
  /** 0 or more. */
  readonly columns: number;
  /** `rows · columns` numbers, row by row; with `encoding: 'classes'`, one per row. */
  readonly data: NumberArray;
  /** Each number is multiplied by it when it is read: 1/255 maps bytes to 0 to 1. Default: 1. */
  readonly scale?: number;
  /**
   * `'dense'`, the default: element (r, c) is `data[r * columns + c] * scale`. `'classes'`: row r is one-hot, 1 in column
   * `data[r]` and 0 elsewhere.
   */
  readonly encoding?: 'dense' | 'classes';
}

/** A {@link Matrix} whose numbers are as JSON has them: what `readParameters` returns, after a JSON round trip. */
export interface PlainMatrix extends Omit<Matrix, 'data'> {
  /** `rows · columns` numbers, row by row; with `encoding: 'classes'`, one per row. */
  readonly data: PlainNumbers;
}

/** A {@link Matrix}, or plain rows of numbers. */
export type MatrixLike = Matrix | PlainMatrix | readonly (readonly number[] | NumberArray)[];

/**
 * Makes a matrix from plain rows, or from a matrix with a plain array. A {@link Matrix} is checked and returned unchanged.
 *
 * @param name the matrix, for the error: `training inputs`
 * @throws NnfError `INVALID_MATRIX` when rows differ in length, an element is not a number, or shape and data disagree
 * @example
 * toMatrix([[0, 1], [1, 0]], 'inputs'); // { rows: 2, columns: 2, data: Float64Array [0, 1, 1, 0] }
 */
export function toMatrix(value: MatrixLike, name: string): Matrix {
  if (isMatrix(value)) {
    return checkedMatrix(hasTypedArray(value) ? value : { ...value, data: toNumberArray(value.data, name) }, name);
  }
  if (!Array.isArray(value)) {
    throw new NnfError('INVALID_MATRIX', `${name}: expected rows of numbers or a matrix, got ${describeValue(value)}`);
  }
  const rows: readonly unknown[] = value;
  const columns = numbersOf(rows[0])?.length ?? 0;
  const data = new Float64Array(rows.length * columns);
  for (let r = 0; r < rows.length; r++) {
    const row = numbersOf(rows[r]);
    if (!row) {
      throw new NnfError(
        'INVALID_MATRIX',
        `${name}: row ${r} is ${describeValue(rows[r])}, expected an array of numbers`,
      );
    }
    if (row.length !== columns) {
      throw new NnfError(
        'INVALID_MATRIX',
        `${name}: row ${r} has ${row.length} numbers, expected ${columns} as in row 0`,
      );
    }
    for (let c = 0; c < columns; c++) {
      const element = row[c];
      if (typeof element !== 'number') {
        throw new NnfError(
          'INVALID_MATRIX',
          `${name}: row ${r}, column ${c} is ${describeValue(element)}, expected a number`,
        );
      }
      data[r * columns + c] = element;
    }
  }
  return { rows: rows.length, columns, data };
}

/**
 * The rows from `from` up to, but not including, `to`. The data is shared, not copied.
 *
 * @throws NnfError `OUT_OF_RANGE` unless 0 ≤ from ≤ to ≤ rows
 * @example
 * sliceRows(images, 0, 100);
 */
export function sliceRows(matrix: Matrix, from: number, to: number): Matrix {
  if (!Number.isInteger(from) || !Number.isInteger(to) || from < 0 || to < from || to > matrix.rows) {
    throw new NnfError('OUT_OF_RANGE', `sliceRows: the range is ${from} to ${to}, expected 0 to ${matrix.rows}`);
  }
  const stride = rowStride(matrix);
  return { ...matrix, rows: to - from, data: matrix.data.subarray(from * stride, to * stride) };
}

/** A matrix with its own copy of the numbers. */
export function copyMatrix(matrix: Matrix): Matrix {
  return { ...matrix, data: matrix.data.slice() };
}

/** Writes row `row`, decoded and scaled, into `target`, starting at index `offset`. */
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

/** The number of elements of `data` per row. */
function rowStride(matrix: Matrix): number {
  return matrix.encoding === 'classes' ? 1 : matrix.columns;
}

function isMatrix(value: MatrixLike): value is Matrix | PlainMatrix {
  return typeof value === 'object' && value !== null && 'data' in value;
}

function hasTypedArray(value: Matrix | PlainMatrix): value is Matrix {
  return isNumberArray(value.data);
}

function checkedMatrix(matrix: Matrix, name: string): Matrix {
  const { rows, columns, data, scale, encoding } = matrix;
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
    const hint = rows === undefined || columns === undefined ? '; give rows and columns beside data' : '';
    throw new NnfError(
      'INVALID_MATRIX',
      `${name}: the shape is [${rows}, ${columns}], expected integers of 0 or more${hint}`,
    );
  }
  const expected = rows * rowStride(matrix);
  if (data.length !== expected) {
    throw new NnfError(
      'INVALID_MATRIX',
      `${name}: data has ${data.length} numbers, expected ${expected} for [${rows}, ${columns}]`,
    );
  }
  checkClasses(matrix, name);
  return matrix;
}

/**
 * Checks the class numbers of a matrix with `encoding: 'classes'`. A backend computes addresses from them.
 *
 * @param name the matrix, for the error: `training targets`
 * @throws NnfError `INVALID_MATRIX` unless each is an integer from 0 to `columns` − 1
 */
export function checkClasses({ columns, data, encoding }: Matrix, name: string): void {
  if (encoding !== 'classes') return;
  for (let row = 0; row < data.length; row++) {
    const label = data[row]!;
    if (Number.isInteger(label) && label >= 0 && label < columns) continue;
    throw new NnfError(
      'INVALID_MATRIX',
      `${name}: row ${row} has class ${label}, expected an integer from 0 to ${columns - 1}`,
    );
  }
}
