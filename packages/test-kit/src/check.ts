/**
 * One thing that a plugin must do, by name. It asks for no test runner: `run` throws an error that says what was wrong and
 * where, or does not.
 *
 * @example
 * for (const { name, run } of activationChecks(relu)) it(name, run);
 */
export interface Check {
  /** What the plugin does when all is well: `passes NaN on`. */
  readonly name: string;
  /** Rejects with an error that says what was found, and where. */
  readonly run: () => Promise<void>;
}

/** What one check said against a plugin. */
export interface CheckFailure {
  /** The check's name. */
  readonly check: string;
  /** What was found, where, and what was expected. */
  readonly message: string;
}

/** What a test runner has: those of vitest, jest, mocha and `node:test` all fit. */
export interface Runner {
  /** Names a group of tests. */
  readonly describe: (name: string, body: () => void) => unknown;
  /** Names one test, which fails when the promise is rejected. */
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
 * Runs checks one after another without a test runner, in a page, say, and gives what failed.
 *
 * @example
 * const failures = await failuresOf(activationChecks(relu)); // [] when all is well
 */
export async function failuresOf(checks: readonly Check[]): Promise<readonly CheckFailure[]> {
  const failures: CheckFailure[] = [];
  for (const { name, run } of checks) {
    try {
      await run();
    } catch (error) {
      failures.push({ check: name, message: error instanceof Error ? error.message : String(error) });
    }
  }
  return failures;
}

/** @throws Error with the message unless the condition holds */
export function ensure(condition: boolean, message: string | (() => string)): asserts condition {
  if (!condition) throw new Error(typeof message === 'string' ? message : message());
}
