import type { Backend, DataType } from '@nnf/core';

/**
 * Makes the backend for a number type, or for its default. Throws an `NnfError` that names the type if the backend does not
 * declare it.
 *
 * @example
 * backendSuite(cpu);
 * backendSuite((options) => gpu({ ...options, mode: 'webgl2' }));
 */
export type BackendFactory = (options: { readonly dtype?: DataType }) => Backend;

/** A backend under test, with one of its number types. */
export interface BackendTarget {
  readonly backend: Backend;
  readonly dataType: DataType;
  /** The distance from 1 to the next number. */
  readonly epsilon: number;
  /** The nearest number of the type. */
  readonly round: (x: number) => number;
}

export function targetOf(make: BackendFactory, dataType: DataType): BackendTarget {
  const backend = make({ dtype: dataType });
  return dataType === 'float32'
    ? { backend, dataType, epsilon: 2 ** -23, round: Math.fround }
    : { backend, dataType, epsilon: 2 ** -52, round: (x) => x };
}
