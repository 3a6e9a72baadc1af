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
  const message = messageOf(cause);
  if (message === undefined) return String(cause);
  const deeper = messageOf((cause as Error).cause);
  return deeper === undefined ? message : `${message}: ${deeper}`;
}

/** The `code` of an error of the file system, of this realm or another: `ENOENT`. */
export function codeOf(cause: unknown): unknown {
  return typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
}

/** The message of an error, of this realm or another. The errors of Node's own modules are of another in Jest. */
function messageOf(value: unknown): string | undefined {
  const message = typeof value === 'object' && value !== null && 'message' in value ? value.message : undefined;
  return typeof message === 'string' ? message : undefined;
}
