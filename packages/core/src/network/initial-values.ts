import { Breather } from '../base/breather.js';
import type { DataType } from '../base/data-type.js';
import { copyRow } from '../base/matrix.js';
import { newNumbers } from '../base/new-numbers.js';
import type { ParameterDeclaration } from '../layer/layer.js';
import { initialValues } from '../parts/initializer.js';
import type { Program } from '../plan/backend.js';
import { randomSource } from '../random/random-source.js';
import { checkInitialValues } from './written-parameters.js';

/** Numbers that are drawn between two looks at the clock: a few milliseconds' at most. */
const blockNumbers = 2 ** 15;

/** Consecutive numbers of a parameter, in rows of equal width. */
interface Block {
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
}

/**
 * Gives every parameter its initial values, one parameter after the other. It yields to the event loop, except within an
 * initializer that is not `elementwise`.
 *
 * @throws NnfError `INVALID_INITIAL_VALUES`, `MEMORY_LIMIT`
 */
export async function writeInitialValues(
  program: Pick<Program, 'write' | 'dataType'>,
  declared: readonly ParameterDeclaration[],
  seed: number,
): Promise<void> {
  const breather = new Breather();
  for (let number = 0; number < declared.length; number++) {
    const declaration = declared[number]!;
    program.write(declaration.name, await drawValues(declaration, seed, number, program.dataType, breather));
  }
}

/** @param number the parameter's index in the network: each parameter draws its own random numbers */
async function drawValues(
  declaration: ParameterDeclaration,
  seed: number,
  number: number,
  dataType: DataType,
  breather: Breather,
): Promise<Float32Array | Float64Array> {
  const { name, shape, initial } = declaration;
  const [rows, columns] = shape;
  const isDivisible = 'data' in initial || initial.elementwise === true;
  if (!isDivisible || rows * columns <= blockNumbers) {
    const values = valuesOf(declaration, { row: 0, column: 0, rows, columns }, seed, number);
    checkInitialValues(values, declaration, dataType);
    return values;
  }
  const all = newNumbers(dataType, rows * columns, name);
  const width = 'data' in initial ? columns : Math.min(columns, blockNumbers);
  const height = Math.max(1, Math.floor(blockNumbers / columns));
  for (let row = 0; row < rows; row += height) {
    for (let column = 0; column < columns; column += width) {
      const size = { rows: Math.min(height, rows - row), columns: Math.min(width, columns - column) };
      const values = valuesOf(declaration, { row, column, ...size }, seed, number);
      const first = row * columns + column;
      checkInitialValues(values, declaration, dataType, first);
      all.set(values, first);
      if (breather.isDue()) await breather.breathe();
    }
  }
  return all;
}

function valuesOf(
  { name, role, fanIn, fanOut, initial }: ParameterDeclaration,
  { row, column, rows, columns }: Block,
  seed: number,
  number: number,
): Float64Array {
  if (!('data' in initial)) {
    const random = randomSource(seed, 'initial values', number, [row, column]);
    return initialValues(initial, { rows, columns, role, fanIn, fanOut }, random, name, [row, column]);
  }
  const values = new Float64Array(rows * columns);
  for (let r = 0; r < rows; r++) copyRow(initial, row + r, values, r * columns);
  return values;
}
