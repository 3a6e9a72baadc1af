import { expect } from 'vitest';
import { type Check, type CheckFailure, failuresOf } from '../check.js';

/**
 * Returns the only check that a broken plugin fails, and throws if none or several fail. Every check gets a new plugin, so
 * that one check cannot affect the next.
 */
export async function onlyFailure(make: () => readonly Check[]): Promise<CheckFailure> {
  const count = make().length;
  const failures: CheckFailure[] = [];
  for (let place = 0; place < count; place++) failures.push(...(await failuresOf([make()[place]!])));
  expect(failures, failures.map(({ check, message }) => `${check}: ${message}`).join('\n')).toHaveLength(1);
  return failures[0]!;
}
