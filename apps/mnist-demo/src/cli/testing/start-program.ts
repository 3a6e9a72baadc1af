import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));
const tsconfig = fileURLToPath(new URL('../../../../../tsconfig.json', import.meta.url));

/** The command that runs the program from its sources, including the packages of this repository. */
export const command: readonly string[] = [process.execPath, '--import', import.meta.resolve('tsx'), main];
export const environment = { ...process.env, TSX_TSCONFIG_PATH: tsconfig };

/** The outcome of a run of the program. */
export interface Outcome {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningProgram {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  /** Resolves once standard output contains the text. */
  readonly printed: (text: string) => Promise<void>;
  readonly outcome: Promise<Outcome>;
}

/** Starts the real program in a separate process. */
export function startProgram(...args: readonly string[]): RunningProgram {
  const [node = '', ...nodeArguments] = command;
  const child = spawn(node, [...nodeArguments, ...args], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  // The process ends with the test, even if the test fails.
  onTestFinished(() => void child.kill('SIGKILL'));
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const outcome = new Promise<Outcome>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) => resolve({ status, signal, stdout, stderr }));
  });
  const printed = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (stdout.includes(text)) resolve();
      };
      look();
      child.stdout.on('data', look);
      child.on('close', () => reject(new Error(`it ended without printing '${text}':\n${stdout}${stderr}`)));
    });
  return { child, printed, outcome };
}

/** Runs the program to its end. */
export function runProgram(...args: readonly string[]): Promise<Outcome> {
  return startProgram(...args).outcome;
}
