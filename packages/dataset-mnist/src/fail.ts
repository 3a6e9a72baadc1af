import { NnfError, type NnfErrorCode } from '@nnf/core';

/**
 * @param name the file, address or function that the error is about
 * @throws NnfError always
 */
export function fail(code: NnfErrorCode, name: string, problem: string, cause?: unknown): never {
  throw new NnfError(code, `${name}: ${problem}`, { cause });
}

/** What the platform said, and why, where it tells. */
export function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return cause.cause instanceof Error ? `${cause.message}: ${cause.cause.message}` : cause.message;
}
