import { describeValue } from './describe-value.js';
import { NnfError } from './errors.js';

/** The typed arrays that may hold a matrix's numbers. */
export type NumberArray =
  | Float32Array
  | Float64Array
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array;

/** Numbers as JSON has them: a plain array, or `{ "0": 1, "1": 2 }`, which is a typed array after `JSON.stringify`. */
export type PlainNumbers = readonly number[] | Readonly<Record<number, number>>;

/** Whether a value is a typed array of numbers: any but those of BigInt. */
export function isNumberArray(value: unknown): value is NumberArray {
  // By name, not `instanceof`: an array may come from another realm, such as a frame.
  if (!ArrayBuffer.isView(value) || !(Symbol.toStringTag in value)) return false;
  const kind = value[Symbol.toStringTag];
  return kind !== 'DataView' && kind !== 'BigInt64Array' && kind !== 'BigUint64Array';
}

/**
 * The numbers in a typed array: the value itself if it is one, a copy if it holds them as JSON does.
 *
 * @param name the data, for the error: `training inputs`
 * @throws NnfError `INVALID_MATRIX` for anything else, or an element that is not a number
 */
export function toNumberArray(data: unknown, name: string): NumberArray {
  if (isNumberArray(data)) return data;
  const elements = elementsOf(data);
  if (!elements) {
    throw new NnfError(
      'INVALID_MATRIX',
      `${name}: data is ${describeValue(data)}, expected a typed array of numbers other than BigInt, or a plain array`,
    );
  }
  return Float64Array.from(elements, (element, i) => {
    if (typeof element === 'number') return element;
    throw new NnfError('INVALID_MATRIX', `${name}: data[${i}] is ${describeValue(element)}, expected a number`);
  });
}

function elementsOf(data: unknown): readonly unknown[] | undefined {
  if (Array.isArray(data)) return data;
  if (typeof data !== 'object' || data === null || ArrayBuffer.isView(data)) return undefined;
  return Object.keys(data).every((key, i) => key === String(i)) ? Object.values(data) : undefined;
}
