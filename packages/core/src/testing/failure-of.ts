import { isNnfError } from '../base/errors.js';

/** The code and the message of the nnf error that `work` ends in, as one line; anything else fails the test. */
export function failureOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return describeFailure(error);
  }
  throw new Error('expected an nnf error, nothing was thrown');
}

/** The same for what is done in the background. */
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
