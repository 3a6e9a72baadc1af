import { describeValue } from '../base/describe-value.js';
import { NnfError } from '../base/errors.js';
import { copyRow, type Matrix, type MatrixLike, toMatrix } from '../base/matrix.js';
import type { NumberArray } from '../base/number-array.js';
import type { Loss } from '../parts/loss.js';
import type { LoadedData, Program } from '../plan/backend.js';

/** One number per sample: its class, or the target of a network with one output. */
export type TargetNumbers = readonly number[] | NumberArray;

/**
 * Samples for training or evaluation. Each has one row of inputs and one of targets. Targets are rows with one number per
 * output (one-hot for classes), or one class number per sample.
 *
 * @example
 * const xor: Dataset = { inputs: [[0, 0], [0, 1], [1, 0], [1, 1]], targets: [[0], [1], [1], [0]] };
 */
export interface Dataset {
  /** `[samples, inputs]`: as many columns as the input layer has. */
  readonly inputs: MatrixLike;
  /** `[samples, outputs]`, or one number per sample: its class, or the target of a network with one output. */
  readonly targets: MatrixLike | TargetNumbers;
}

/** A data set that fits a network. */
export interface CheckedDataset {
  readonly inputs: Matrix;
  readonly targets: Matrix;
}

/** A data set and the program's copy of it. */
export interface LoadedDataset {
  readonly data: CheckedDataset;
  readonly loaded: LoadedData;
}

/** Loads a data set. The caller disposes of `loaded`. */
export function loadDataset(program: Pick<Program, 'load'>, data: CheckedDataset): LoadedDataset {
  return { data, loaded: program.load({ inputs: data.inputs, targets: data.targets }) };
}

/**
 * Converts a data set to matrices, and checks that they fit the network.
 *
 * @param name the purpose, for errors: `training`
 * @throws NnfError `INVALID_MATRIX` for rows that are not a matrix, `DATA_SHAPE` when the columns do not fit the network or
 * inputs and targets differ in rows, `TARGET_RANGE` for a target outside of the loss's range
 */
export function checkDataset(
  dataset: Dataset,
  inputs: number,
  outputs: number,
  loss: Loss,
  name: string,
): CheckedDataset {
  if (typeof dataset !== 'object' || dataset === null || !('inputs' in dataset) || !('targets' in dataset)) {
    throw new NnfError(
      'DATA_SHAPE',
      `${name} data: expected an object with inputs and targets, got ${describeValue(dataset)}`,
    );
  }
  const checked = {
    inputs: checkInputs(dataset.inputs, inputs, name),
    targets: toTargets(dataset.targets, outputs, `${name} targets`),
  };
  if (checked.inputs.rows !== checked.targets.rows) {
    throw new NnfError(
      'DATA_SHAPE',
      `${name} data: ${checked.inputs.rows} rows of inputs but ${checked.targets.rows} of targets`,
    );
  }
  checkTargetRange(checked.targets, loss, name);
  return checked;
}

/**
 * Converts inputs to a matrix, and checks that its columns fit the network.
 *
 * @throws NnfError `INVALID_MATRIX`, or `DATA_SHAPE` for zero rows or another number of columns
 */
export function checkInputs(value: MatrixLike, columns: number, name: string): Matrix {
  const matrix = toMatrix(value, `${name} inputs`);
  if (matrix.rows === 0) throw new NnfError('DATA_SHAPE', `${name} inputs have 0 rows, expected 1 or more`);
  if (matrix.columns !== columns) {
    throw new NnfError(
      'DATA_SHAPE',
      `${name} inputs have ${matrix.columns} columns, the input layer has ${columns}; use new InputLayer(${matrix.columns})`,
    );
  }
  return matrix;
}

function toTargets(value: Dataset['targets'], outputs: number, name: string): Matrix {
  if (isNumbers(value)) {
    const data = 'buffer' in value ? value : Float64Array.from(value);
    // One number per sample is the target itself for one output, and the class for several outputs.
    const encoding = outputs === 1 ? 'dense' : 'classes';
    return toMatrix({ rows: data.length, columns: outputs, data, encoding }, name);
  }
  const matrix = toMatrix(value, name);
  if (matrix.columns !== outputs) {
    throw new NnfError(
      'DATA_SHAPE',
      `${name} have ${matrix.columns} columns, the output layer has ${outputs}; make its size ${matrix.columns}, ` +
        'or give one class number per sample',
    );
  }
  return matrix;
}

function isNumbers(value: Dataset['targets']): value is TargetNumbers {
  if (ArrayBuffer.isView(value)) return true;
  return Array.isArray(value) && value.length > 0 && value.every((element) => typeof element === 'number');
}

function checkTargetRange(targets: Matrix, loss: Loss, name: string): void {
  if (!loss.targetRange || targets.encoding === 'classes') return;
  const [least, greatest] = loss.targetRange;
  const row = new Float64Array(targets.columns);
  for (let r = 0; r < targets.rows; r++) {
    copyRow(targets, r, row);
    for (let column = 0; column < row.length; column++) {
      const value = row[column]!;
      if (value >= least && value <= greatest) continue;
      throw new NnfError(
        'TARGET_RANGE',
        `${name} targets: row ${r}, column ${column} is ${value}, expected ${least} to ${greatest} for ${loss.name}`,
      );
    }
  }
}
