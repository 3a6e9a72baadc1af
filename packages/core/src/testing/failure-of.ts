import { isNnfError } from '../base/errors.js';

/** The code and the message of the `NnfError` that `work` throws, as one line. Anything else fails the test. */
export function failureOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return describeFailure(error);
  }
  throw new Error('expected an nnf error, nothing was thrown');
}

/** The same for a promise. */
export async function rejectionOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    return describeFailure(error);
  }
  throw new Error('expected an nnf error, nothing was thrown');
}

function describeFailure(error: unknown): string {
  if (isNnfError(error)) return `${error.code} ${error.message}`;
  throw error;
}
