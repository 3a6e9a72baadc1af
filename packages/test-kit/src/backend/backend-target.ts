import type { Backend, DataType } from '@nnf/core';

/**
 * What makes the backend, computing with a type of numbers; with its default where none is asked for. It throws an error
 * of nnf that names the type for one that the backend does not declare.
 *
 * @example
 * backendSuite(cpu);
 * backendSuite((options) => gpu({ ...options, mode: 'webgl2' }));
 */
export type BackendFactory = (options: { readonly dtype?: DataType }) => Backend;

/** A backend under test, in one of the types of numbers that it declares. */
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
