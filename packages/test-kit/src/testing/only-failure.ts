import { expect } from 'vitest';
import { type Check, type CheckFailure, failuresOf } from '../check.js';

/**
 * The one check that a broken plugin fails; a test fails where it is none or several. Every check gets a plugin of its own,
 * so that what one has done to it cannot fail the next.
 */
export async function onlyFailure(make: () => readonly Check[]): Promise<CheckFailure> {
  const count = make().length;
  const failures: CheckFailure[] = [];
  for (let place = 0; place < count; place++) failures.push(...(await failuresOf([make()[place]!])));
  expect(failures, failures.map(({ check, message }) => `${check}: ${message}`).join('\n')).toHaveLength(1);
  return failures[0]!;
}
