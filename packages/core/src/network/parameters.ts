import type { ParameterDeclaration } from '../layer/layer.js';
import type { Program } from '../plan/backend.js';
import { checkNewValues, type NewParameterValues } from './written-parameters.js';

/** A network's parameter as a matrix. `setWeights` and `setBiases` of a layer accept it. */
export interface ParameterValues {
  /** The name in the network: `hidden 1 weights`. */
  readonly name: string;
  /** Whether it multiplies (`weight`) or is added (`bias`). */
  readonly role: 'weight' | 'bias';
  /** The layer's inputs for weights, 1 for biases. */
  readonly rows: number;
  /** The number of the layer's outputs. */
  readonly columns: number;
  /** A copy of the values, row-major; weights are `[inputs, outputs]`. */
  readonly data: Float32Array | Float64Array;
}

/** The number of elements of all parameters. */
export function countNumbers(declared: readonly ParameterDeclaration[]): number {
  return declared.reduce((sum, { shape }) => sum + shape[0] * shape[1], 0);
}

/** A copy of every parameter. */
export function readParameters(
  program: Pick<Program, 'read'>,
  declared: readonly ParameterDeclaration[],
): readonly ParameterValues[] {
  return declared.map(({ name, role, shape: [rows, columns] }) => ({
    name,
    role,
    rows,
    columns,
    data: program.read(name),
  }));
}

/**
 * Replaces parameters by name. On an error nothing is replaced.
 *
 * @throws NnfError the errors of `checkNewValues`
 */
export function writeParameters(
  program: Pick<Program, 'write' | 'dataType'>,
  declared: readonly ParameterDeclaration[],
  parameters: readonly NewParameterValues[],
): void {
  const checked = checkNewValues(parameters, declared, program.dataType);
  for (const { name, data } of checked) program.write(name, data);
}
