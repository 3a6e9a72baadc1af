import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { emptyFolder } from './testing/image-folder.js';
import { startProgram } from './testing/start-program.js';

const endless = ['--epochs', '1000000', '--samples', '50', '--test-samples', '5', '--seed', '1'];

it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  'stops after the running epoch on %s and tests what was trained',
  async (signal) => {
    const { child, printed, outcome } = startProgram(...endless);
    await printed('epoch: 3,');
    child.kill(signal);
    const { status, stdout, stderr } = await outcome;
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: 'Stopping after this epoch; press Ctrl-C again to stop now.\n',
    });
    const epochs = stdout.match(/^epoch: \d+, Loss: .*, Accuracy: .*$/gm) ?? [];
    expect(stdout.replaceAll(',', '')).toContain(`\nTrained ${epochs.length} epochs in `);
    expect(stdout.match(/^Sample \d: /gm)).toHaveLength(5);
    expect(stdout).toMatch(/\nAccuracy on 5 test samples: \d+\.\d\d%\n$/);
  },
);

it('still prints a result as JSON', async () => {
  const { child, printed, outcome } = startProgram(...endless, '--json');
  await printed('"epoch":3,');
  child.kill('SIGINT');
  const { status, stdout, stderr } = await outcome;
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const events = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).event);
  expect(events.slice(-6)).toEqual([...Array(5).fill('sample'), 'result']);
});

it('writes the pictures when the reader of its output is gone with the terminal', async () => {
  const folder = await emptyFolder();
  const { child, printed, outcome } = startProgram(...endless, '--plot', join(folder, 'curves.svg'));
  await printed('epoch: 3,');
  child.kill('SIGHUP');
  await new Promise((resolve) => child.stderr.once('data', resolve));
  child.stdout.destroy();
  expect((await outcome).status).toBe(0);
  expect(await readFile(join(folder, 'curves.svg'), 'utf8')).toMatch(/^<svg .*<\/svg>\n?$/s);
});

it.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('ends at once on Ctrl-C and then %s', async (second, expected) => {
  // One epoch over this many samples takes longer than the test's time limit.
  const { child, printed, outcome } = startProgram('--samples', '60000', '--hidden', '300,300', '--seed', '1');
  await printed('backend: ');
  child.kill('SIGINT');
  await new Promise((resolve) => child.stderr.once('data', resolve));
  child.kill(second);
  const { status, stdout } = await outcome;
  expect(status).toBe(expected);
  expect(stdout).not.toContain('Sample');
});
