import type { NnfErrorCode } from './error-code.js';

/**
 * Every error that nnf and its plugins throw on wrong use or bad data. `code` is stable and meant for programs, `message`
 * is for people: what was wrong, what was expected, where, and what to do.
 *
 * Recognise one with {@link isNnfError}, never with `instanceof NnfError`: two copies of core may be installed.
 *
 * @example
 * throw new NnfError('SHAPE_MISMATCH', 'hidden layer 2: weights are [784, 10], expected [10, 10]');
 */
export class NnfError extends Error {
  /** By which {@link isNnfError} tells it from other errors. */
  override readonly name = 'NnfError';

  /**
   * @param code a stable name in capitals, such as `SHAPE_MISMATCH`
   * @param message one sentence or two for the person who reads it
   */
  constructor(
    readonly code: NnfErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * Whether a caught value is an nnf error, from this copy of core or another; with `code`, whether it is that one.
 *
 * @example
 * try {
 *   new HiddenLayer(-1, relu);
 * } catch (error) {
 *   if (!isNnfError(error, 'INVALID_ARGUMENT')) throw error;
 * }
 */
export function isNnfError(value: unknown, code?: NnfErrorCode): value is NnfError {
  if (!(value instanceof Error) || value.name !== 'NnfError' || !('code' in value)) return false;
  return code === undefined || value.code === code;
}
