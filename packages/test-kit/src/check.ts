/**
 * One requirement of a plugin. It needs no test runner: `run` throws an error that says what was wrong and where.
 *
 * @example
 * for (const { name, run } of activationChecks(relu)) it(name, run);
 */
export interface Check {
  /** What a correct plugin does: `propagates NaN`. */
  readonly name: string;
  /** Rejects with an error that says what was found, and where. */
  readonly run: () => Promise<void>;
}

/** A check that a plugin failed. */
export interface CheckFailure {
  /** The check's name. */
  readonly check: string;
  /** What was found, where, and what was expected. */
  readonly message: string;
}

/** The functions of a test runner. Those of vitest, jest, mocha and `node:test` fit. */
export interface Runner {
  /** Adds a group of tests. */
  readonly describe: (name: string, body: () => void) => unknown;
  /** Adds a test, which fails if the promise rejects. */
  readonly it: (name: string, body: () => Promise<void>) => unknown;
}

/**
 * Registers checks with a test runner, under a title.
 *
 * @example
 * registerChecks('relu', activationChecks(relu), { describe, it });
 */
export function registerChecks(title: string, checks: readonly Check[], { describe, it }: Runner): void {
  describe(title, () => {
    for (const { name, run } of checks) it(name, run);
  });
}

/**
 * Runs checks in sequence without a test runner, for example in a page, and returns the failures.
 *
 * @example
 * const failures = await failuresOf(activationChecks(relu)); // [] if all checks pass
 */
export async function failuresOf(checks: readonly Check[]): Promise<readonly CheckFailure[]> {
  const failures: CheckFailure[] = [];
  for (const { name, run } of checks) {
    try {
      await run();
    } catch (error) {
      failures.push({ check: name, message: messageOf(error) });
    }
  }
  return failures;
}

/** @throws Error with the message unless the condition holds */
export function ensure(condition: boolean, message: string | (() => string)): asserts condition {
  if (!condition) throw new Error(typeof message === 'string' ? message : message());
}

/** Not by `instanceof Error`: test runners have their own class of this name. */
function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
}
