import { invalidArgument } from './invalid-argument.js';

/**
 * @param method the method that takes the signal: `predict`
 * @throws NnfError `INVALID_ARGUMENT` for another value than an AbortSignal, such as its controller
 */
export function checkSignal(signal: AbortSignal | undefined, method: string): void {
  if (signal === undefined || typeof signal?.throwIfAborted === 'function') return;
  throw invalidArgument(`${method}: signal`, signal, 'an AbortSignal');
}
