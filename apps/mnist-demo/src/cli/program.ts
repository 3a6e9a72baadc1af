import { printable } from '@nnf/core';
import { parseArguments } from './arguments.js';
import { Interruption } from './interruption.js';
import { JsonReport } from './json-report.js';
import type { Report } from './report.js';
import { run } from './run.js';
import { TerminalReport } from './terminal-report.js';
import { TextReport } from './text-report.js';
import { WrongUse } from './wrong-use.js';

/**
 * The whole program. It prints to the process's output.
 *
 * @returns the exit status: 0, 2 for a wrong option or wrong files, 1 for any later error
 */
export async function runProgram(args: readonly string[]): Promise<number> {
  let report: Report | undefined;
  let interruption: Interruption | undefined;
  const stopWithOutput = (error: NodeJS.ErrnoException): void => {
    // After the terminal was closed, output fails, but the pictures can still be written.
    if (!interruption?.hungUp) endWithOutput(error);
  };
  process.stdout.on('error', stopWithOutput);
  // There is nowhere to report that standard error cannot be written.
  process.stderr.on('error', () => {});
  try {
    const settings = parseArguments(args);
    if (!settings) return 0;
    const chosen = chooseReport(settings.json);
    report = chosen;
    await run(settings, chosen, () => {
      const endAtOnce = (status: number): never => {
        chosen.close();
        process.exit(status);
      };
      interruption = new Interruption(() => chosen.stopping(), endAtOnce);
      return interruption;
    });
    return 0;
  } catch (error) {
    report?.close();
    printError(error);
    return error instanceof WrongUse ? 2 : 1;
  } finally {
    interruption?.close();
  }
}

function chooseReport(json: boolean): Report {
  const { stdout, stderr, env } = process;
  if (json) return new JsonReport((text) => stdout.write(text));
  if (stdout.isTTY && env.TERM !== 'dumb') return new TerminalReport(stdout);
  return new TextReport(
    (text) => stdout.write(text),
    (text) => stderr.write(text),
  );
}

/** A closed pipe, as with `| head`, is not an error; a full disk is. */
function endWithOutput(error: NodeJS.ErrnoException): never {
  if (error.code === 'EPIPE') process.exit(0);
  printError(error);
  process.exit(1);
}

/** Prints any error in one line, whatever the names of files in it are. */
function printError(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`error: ${printable(message.trim().replace(/\s*\n\s*/g, ' '), 2000)}\n`);
}
