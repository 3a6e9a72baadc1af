import { isNnfError } from '@nnf/core';

/** The code and the message of the nnf error that `work` ends in, as one line; anything else fails the test. */
export async function failureOf(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    if (isNnfError(error)) return `${error.code} ${error.message}`;
    throw error;
  }
  throw new Error('expected an nnf error, nothing was thrown');
}
