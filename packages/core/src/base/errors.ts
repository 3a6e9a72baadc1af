import type { NnfErrorCode } from './error-code.js';
import { printable } from './printable.js';

/** The most characters of a message. */
const longest = 2000;

/**
 * The error that nnf and its plugins throw on wrong use or bad data. Programs test `code`, which is stable. People read
 * `message`: the place, what was given, what was expected, and what to do.
 *
 * Recognise it with {@link isNnfError}, never with `instanceof NnfError`: two copies of core may be installed.
 *
 * @example
 * throw new NnfError('SHAPE_MISMATCH', 'hidden layer 2: the shape of weights is [784, 10], expected [10, 10]');
 */
export class NnfError extends Error {
  /** {@link isNnfError} recognises the error by it. */
  override readonly name = 'NnfError';

  /**
   * @param code one of `docs/errors.md`, such as `SHAPE_MISMATCH`
   * @param message one or two sentences; what cannot be printed in one line, such as a line break, is escaped
   */
  constructor(
    readonly code: NnfErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(printable(message, longest), options);
  }
}

/**
 * Whether a caught value is an {@link NnfError}, of this copy of core or another, of this realm or another.
 *
 * @param code the code that the error must have; any code by default
 *
 * @example
 * try {
 *   new HiddenLayer(-1, relu);
 * } catch (error) {
 *   if (!isNnfError(error, 'INVALID_ARGUMENT')) throw error;
 * }
 */
export function isNnfError(value: unknown, code?: NnfErrorCode): value is NnfError {
  // Not `instanceof Error`: hosts such as jsdom and zone.js have their own class of this name.
  if (typeof value !== 'object' || value === null) return false;
  const found: { readonly [key in 'name' | 'message' | 'code']?: unknown } = value;
  if (found.name !== 'NnfError' || typeof found.message !== 'string') return false;
  return code === undefined ? typeof found.code === 'string' : found.code === code;
}
