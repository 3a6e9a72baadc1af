import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { command, environment, startProgram } from './testing/start-program.js';

it('ends quietly when its output is closed', async () => {
  const { child, printed, outcome } = startProgram('--epochs', '1000000', '--samples', '50', '--seed', '1');
  await printed('epoch: 0,');
  child.stdout.destroy();
  expect(await outcome).toMatchObject({ status: 0, stderr: '' });
});

it.skipIf(!existsSync('/dev/full'))('says in one line that its output cannot be written', async () => {
  const shell = `${command.map((word) => `'${word}'`).join(' ')} --help > /dev/full`;
  const failure = await promisify(execFile)('sh', ['-c', shell], { env: environment }).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 1, stderr: expect.stringMatching(/^error: .*ENOSPC.*\n$/) });
});

it.each([
  ['--data', 'no\nsuch \u001b[2J folder'],
  ['--plot', 'no/\nsuch/\u001b[31m.svg'],
  ['--hidden', '\u001b[2J'],
  ['--\u001b[2J', ''],
])('prints the names that %s is given without escape sequences', async (option, value) => {
  const { outcome } = startProgram(option, value);
  const { status, stderr } = await outcome;
  expect(status).toBe(2);
  expect(stderr).toMatch(/^error: [^\n]*u001b[^\n]*\n$/);
  expect(stderr).not.toContain('\u001b');
});
