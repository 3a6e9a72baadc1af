import { describeValue } from '../base/describe-value.js';
import { NnfError } from '../base/errors.js';
import { copyRow, type Matrix, type MatrixLike, type NumberArray, toMatrix } from '../base/matrix.js';
import type { Loss } from '../parts/loss.js';

/** One number a sample: its class, or the target of a network with one output. */
export type TargetNumbers = readonly number[] | NumberArray;

/**
 * Samples to learn from or to be tested with: one row of inputs and one of targets each. Targets are rows as long as the
 * output layer (one-hot for classes), or class numbers, one a sample.
 *
 * @example
 * const xor: Dataset = { inputs: [[0, 0], [0, 1], [1, 0], [1, 1]], targets: [[0], [1], [1], [0]] };
 */
export interface Dataset {
  /** `[samples, inputs]`: as many columns as the input layer has. */
  readonly inputs: MatrixLike;
  /** `[samples, outputs]`, or one class number, or one number, a sample. */
  readonly targets: MatrixLike | TargetNumbers;
}

/** A data set that was checked against a network. */
export interface CheckedDataset {
  readonly inputs: Matrix;
  readonly targets: Matrix;
}

/**
 * The data set as matrices of the network's sizes.
 *
 * @param name what it is for: `training`
 * @throws NnfError `INVALID_MATRIX` for rows that are no matrix, `DATA_SHAPE` where the columns are not the network's or
 * inputs and targets differ in number, `TARGET_RANGE` for a target that the loss cannot have
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
 * Inputs as a matrix of the network's columns.
 *
 * @throws NnfError `INVALID_MATRIX`, or `DATA_SHAPE` for no rows or other columns
 */
export function checkInputs(value: MatrixLike, columns: number, name: string): Matrix {
  const matrix = toMatrix(value, `${name} inputs`);
  if (matrix.rows === 0) throw new NnfError('DATA_SHAPE', `${name} inputs: there are no rows`);
  if (matrix.columns !== columns) {
    throw new NnfError(
      'DATA_SHAPE',
      `${name} inputs have ${matrix.columns} columns, the input layer has ${columns}; make it new InputLayer(${matrix.columns})`,
    );
  }
  return matrix;
}

function toTargets(value: Dataset['targets'], outputs: number, name: string): Matrix {
  if (isNumbers(value)) {
    const data = 'buffer' in value ? value : Float64Array.from(value);
    // One number a sample is the target itself where there is one output, and its class where there are several.
    const encoding = outputs === 1 ? 'dense' : 'classes';
    return toMatrix({ rows: data.length, columns: outputs, data, encoding }, name);
  }
  const matrix = toMatrix(value, name);
  if (matrix.columns !== outputs) {
    throw new NnfError(
      'DATA_SHAPE',
      `${name} have ${matrix.columns} columns, the output layer has ${outputs}; make its size ${matrix.columns}, ` +
        'or give class numbers as one number a sample',
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
    const column = row.findIndex((value) => !(value >= least && value <= greatest));
    if (column < 0) continue;
    throw new NnfError(
      'TARGET_RANGE',
      `${name} targets: row ${r}, column ${column} is ${row[column]}; ${loss.name} takes targets from ${least} to ${greatest}`,
    );
  }
}
