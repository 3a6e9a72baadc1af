import { isNnfError, type NnfErrorCode } from '@nnf/core';
import { expect } from 'vitest';

/** Expects an `NnfError` with this code and message, thrown or as a rejection. */
export async function expectError(work: () => unknown, code: NnfErrorCode, message: string | RegExp): Promise<void> {
  let error: unknown;
  try {
    await work();
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(Error);
  expect(isNnfError(error, code), String(error)).toBe(true);
  expect((error as Error).message).toMatch(message);
}
