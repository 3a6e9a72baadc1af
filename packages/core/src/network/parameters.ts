import { NnfError } from '../base/errors.js';
import { nonFiniteIn } from '../base/finite.js';
import { copyRow } from '../base/matrix.js';
import type { ParameterDeclaration } from '../layer/layer.js';
import { initialValues } from '../parts/initializer.js';
import type { Program } from '../plan/backend.js';
import { randomSource } from '../random/random-source.js';

/** One of a network's parameters, as a matrix: what `setWeights` of another network's layer takes. */
export interface ParameterValues {
  /** `hidden 1 weights` */
  readonly name: string;
  /** Whether it multiplies or is added. */
  readonly role: 'weight' | 'bias';
  /** Of weights, the layer's inputs; of biases, 1. */
  readonly rows: number;
  /** The layer's outputs. */
  readonly columns: number;
  /** Row-major; weights are `[inputs, outputs]`. A copy. */
  readonly data: Float32Array | Float64Array;
}

/** How many numbers the parameters have together. */
export function countNumbers(declared: readonly ParameterDeclaration[]): number {
  return declared.reduce((sum, { shape }) => sum + shape[0] * shape[1], 0);
}

/** A parameter's first values. Each parameter has random numbers of its own, by its `number` among all of them. */
export function firstValues(declaration: ParameterDeclaration, seed: number, number: number): Float64Array {
  const { name, shape, role, fanIn, fanOut, initial } = declaration;
  const [rows, columns] = shape;
  if (!('data' in initial)) {
    const random = randomSource(seed, 'initial values', number);
    return initialValues(initial, { rows, columns, role, fanIn, fanOut }, random, name);
  }
  const values = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) copyRow(initial, row, values, row * columns);
  return values;
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
 * Replaces parameters by name, all or none of them.
 *
 * @throws NnfError `UNKNOWN_NAME`, `INVALID_MATRIX` for a number that is not finite, `SHAPE_MISMATCH`
 */
export function writeParameters(
  program: Pick<Program, 'write'>,
  declared: readonly ParameterDeclaration[],
  parameters: readonly Pick<ParameterValues, 'name' | 'data'>[],
): void {
  const shapes = new Map(declared.map(({ name, shape }) => [name, shape]));
  for (const { name, data } of parameters) {
    const shape = shapes.get(name);
    if (!shape)
      throw new NnfError(
        'UNKNOWN_NAME',
        `writeParameters: there is no '${name}'; there are ${[...shapes.keys()].join(', ')}`,
      );
    if (nonFiniteIn(data) >= 0) {
      throw new NnfError('INVALID_MATRIX', `writeParameters: ${name} has what is no finite number`);
    }
    if (data.length !== shape[0] * shape[1]) {
      throw new NnfError(
        'SHAPE_MISMATCH',
        `writeParameters: ${name} is [${shape.join(', ')}], got ${data.length} numbers`,
      );
    }
  }
  for (const { name, data } of parameters) program.write(name, data);
}
