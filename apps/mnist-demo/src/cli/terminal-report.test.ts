import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify, stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { command, environment } from './testing/start-program.js';

/** util-linux's `script` runs a command on a pseudo-terminal. */
const script = '/usr/bin/script';

async function onTerminal(...args: readonly string[]): Promise<string> {
  const line = ['stty', 'cols', '80', 'rows', '24', '&&', ...[...command, ...args].map((word) => `'${word}'`)].join(
    ' ',
  );
  const env = { ...environment, TERM: 'xterm' };
  const { stdout } = await promisify(execFile)(script, ['-qec', line, '/dev/null'], { env });
  return stdout.replaceAll('\r\n', '\n');
}

/** The lines on the screen at the end. If a line was redrawn, only its last state counts. */
function lastDrawn(output: string): readonly string[] {
  return output.split('\n').map((line) => stripVTControlCharacters(line.split('\u001b[1G').at(-1) ?? ''));
}

it.skipIf(!existsSync(script))('shows a bar that leaves the last lines, and the loss curve', async () => {
  const output = await onTerminal('--epochs', '40', '--samples', '20', '--test-samples', '3', '--seed', '1');
  const lines = lastDrawn(output);
  expect(lines.every((line) => line.length <= 80)).toBe(true);
  const epochs = lines.flatMap((line) => /^epoch: (\d+), Loss: /.exec(line)?.[1] ?? []);
  // Every second of the 40 epochs, and the last one.
  expect(epochs.map(Number)).toEqual([...Array.from({ length: 20 }, (_, i) => 2 * i), 39]);
  const bar = lines.findIndex((line) => /^█+ 40\/40 {2}loss \d+\.\d{4} {2}accuracy \d+\.\d%$/.test(line));
  expect(lines[bar - 1]).toMatch(/^epoch: 39, /);
  expect(lines.slice(bar + 1, bar + 8)).toEqual([
    '',
    expect.stringMatching(/^Trained 40 epochs/),
    '',
    ...[1, 2, 3].map((number) => expect.stringMatching(new RegExp(`^Sample ${number}: Predicted Label - `))),
    expect.stringMatching(/^Accuracy on 3 test samples: /),
  ]);
  expect(lines.slice(bar + 8, bar + 11)).toEqual(['', 'Mean loss by epoch', '']);
  expect(lines[bar + 11]).toMatch(/^ *\d+\.\d+ ┼/);
  expect(lines.slice(bar + 11).filter((line) => /[┤┼]/.test(line))).toHaveLength(11);
  // Line wrapping and the cursor are unchanged.
  expect(output).not.toMatch(/\?7l|\?25l/);
});

it.skipIf(!existsSync(script))('prints JSON alone on a terminal, too', async () => {
  const output = await onTerminal('--epochs', '2', '--samples', '5', '--test-samples', '1', '--json');
  expect(() =>
    output
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).not.toThrow();
});
