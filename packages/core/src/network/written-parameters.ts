import type { DataType } from '../base/data-type.js';
import { describeValue } from '../base/describe-value.js';
import { NnfError } from '../base/errors.js';
import { nonFiniteIn } from '../base/finite.js';
import { type NumberArray, type PlainNumbers, toNumberArray } from '../base/number-array.js';
import type { ParameterDeclaration } from '../layer/layer.js';

/** New values of a parameter: what `readParameters` returns, also after a JSON round trip. */
export interface NewParameterValues {
  /** The name in the network: `hidden 1 weights`. */
  readonly name: string;
  /** The number of rows, which is checked if it is given. */
  readonly rows?: number | undefined;
  /** The number of columns, which is checked if it is given. */
  readonly columns?: number | undefined;
  /** The values, row-major; weights are `[inputs, outputs]`. */
  readonly data: NumberArray | PlainNumbers;
}

/** A parameter's new values, checked. */
interface CheckedValues {
  readonly name: string;
  readonly data: NumberArray;
}

/**
 * Checks new values of a network's parameters.
 *
 * @throws NnfError `INVALID_ARGUMENT` for a value that is not a list, `UNKNOWN_NAME`, `SHAPE_MISMATCH`, `INVALID_MATRIX` for
 * an element that is not a number, or not finite in the data type
 */
export function checkNewValues(
  parameters: readonly NewParameterValues[],
  declared: readonly ParameterDeclaration[],
  dataType: DataType,
): readonly CheckedValues[] {
  if (!Array.isArray(parameters)) throw notValues('a list of { name, data }', parameters);
  const declarations = new Map(declared.map((declaration) => [declaration.name, declaration]));
  // A hole in the list is undefined here; `map` would skip it.
  return Array.from(parameters, (given: NewParameterValues) => {
    if (typeof given !== 'object' || given === null) throw notValues('{ name, data } in its list', given);
    const { name, rows, columns, data: numbers } = given;
    const declaration = declarations.get(name);
    if (!declaration) {
      throw new NnfError(
        'UNKNOWN_NAME',
        `writeParameters: unknown parameter '${name}', expected one of ${[...declarations.keys()].join(', ')}`,
      );
    }
    const { shape, role } = declaration;
    const found = [rows ?? shape[0], columns ?? shape[1]];
    if (found[0] !== shape[0] || found[1] !== shape[1]) {
      const meaning = role === 'weight' ? ' ([inputs, outputs])' : '';
      throw new NnfError(
        'SHAPE_MISMATCH',
        `writeParameters: the shape of ${name} is [${found.join(', ')}], expected [${shape.join(', ')}]${meaning}`,
      );
    }
    const data = toNumberArray(numbers, `writeParameters: ${name}`);
    if (data.length !== shape[0] * shape[1]) {
      throw new NnfError(
        'SHAPE_MISMATCH',
        `writeParameters: ${name} has ${data.length} numbers, expected ${shape[0] * shape[1]} for [${shape.join(', ')}]`,
      );
    }
    const problem = nonFiniteNumber(data, declaration, dataType);
    if (problem) throw new NnfError('INVALID_MATRIX', `writeParameters: ${problem}`);
    return { name, data };
  });
}

/**
 * Checks consecutive initial values of a parameter in the number type of the program.
 *
 * @param first the place of the first of them in the parameter
 * @throws NnfError `INVALID_INITIAL_VALUES` for a number that is not finite in it, such as 1e39 in float32
 */
export function checkInitialValues(
  values: ArrayLike<number>,
  declaration: ParameterDeclaration,
  dataType: DataType,
  first = 0,
): void {
  const problem = nonFiniteNumber(values, declaration, dataType, first);
  if (problem) throw new NnfError('INVALID_INITIAL_VALUES', `createNetwork: ${problem}; use smaller initial values`);
}

function nonFiniteNumber(
  values: ArrayLike<number>,
  { name, shape: [, columns] }: ParameterDeclaration,
  dataType: DataType,
  first = 0,
): string | undefined {
  const wrong = nonFiniteIn(values, dataType);
  if (wrong < 0) return undefined;
  const place = `row ${Math.floor((first + wrong) / columns)}, column ${(first + wrong) % columns}`;
  return `${name} has a number that is not finite in ${dataType}: ${values[wrong]} in ${place}`;
}

function notValues(expected: string, value: unknown): NnfError {
  return new NnfError('INVALID_ARGUMENT', `writeParameters: expected ${expected}, got ${describeValue(value)}`);
}
