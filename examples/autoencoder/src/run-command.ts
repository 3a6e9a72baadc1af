import { type Command, CommanderError, InvalidArgumentError, type OptionValues } from '@commander-js/extra-typings';
import { WrongUse } from './wrong-use.js';

/**
 * Runs a program's command, and prints any error in one line.
 *
 * @returns the exit status: 0, 2 for a wrong option or a wrong file, 1 for anything else
 */
export async function runCommand<Values extends unknown[], Options extends OptionValues>(
  command: Command<Values, Options>,
  args: readonly string[],
): Promise<number> {
  // Errors are thrown, so that all of them are printed here.
  command.exitOverride().configureOutput({ writeErr: () => {} });
  try {
    await command.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    const isWrongUse = error instanceof CommanderError || error instanceof WrongUse;
    if (error instanceof CommanderError && error.exitCode === 0) return 0; // --help
    const message = error instanceof Error ? error.message : String(error);
    console.error(
      `error: ${message
        .replace(/^error: /, '')
        .trim()
        .replace(/\s*\n\s*/g, ' ')}`,
    );
    return isWrongUse ? 2 : 1;
  }
}

/** Reads a whole number of at least `least`, written in digits only. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value < 2 ** 32) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${least} to ${2 ** 32 - 1}.`);
  };
}
