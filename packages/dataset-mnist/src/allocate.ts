import { NnfError } from '@nnf/core';

/**
 * Makes an array of `length` elements, `create(length)`, where the engine may refuse it: files of 10 GB exist, arrays of that
 * size do not everywhere.
 *
 * @throws NnfError `IDX_MEMORY` when the engine cannot give an array of that size
 */
export function allocate<A>(create: (length: number) => A, length: number, name: string): A {
  try {
    return create(length);
  } catch (cause) {
    throw new NnfError(
      'IDX_MEMORY',
      `${name}: needs an array of ${length} elements, which is more than this machine gives ` +
        `(${cause instanceof Error ? cause.message : String(cause)}); read fewer with the option samples`,
      { cause },
    );
  }
}
