import type { DataType } from './data-type.js';
import { NnfError } from './errors.js';

/**
 * An array of zeros.
 *
 * @param purpose what it is for, named in the error: `the parameter hidden 1 weights`
 * @throws NnfError `MEMORY_LIMIT` when the host does not provide the memory
 */
export function newNumbers(dataType: 'float32', length: number, purpose: string): Float32Array;
export function newNumbers(dataType: 'float64', length: number, purpose: string): Float64Array;
export function newNumbers(dataType: DataType, length: number, purpose: string): Float32Array | Float64Array;
export function newNumbers(dataType: DataType, length: number, purpose: string): Float32Array | Float64Array {
  try {
    return dataType === 'float32' ? new Float32Array(length) : new Float64Array(length);
  } catch (cause) {
    const bytes = length * (dataType === 'float32' ? 4 : 8);
    throw new NnfError('MEMORY_LIMIT', `${purpose}: the host refuses to provide ${bytes} bytes`, { cause });
  }
}
