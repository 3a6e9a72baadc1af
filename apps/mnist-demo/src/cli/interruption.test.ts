import { expect, it } from 'vitest';
import { startProgram } from './testing/start-program.js';

const endless = ['--epochs', '1000000', '--samples', '50', '--test-samples', '5', '--seed', '1'];

it('stops after the running epoch on Ctrl-C and tests what was trained', async () => {
  const { child, printed, outcome } = startProgram(...endless);
  await printed('epoch: 3,');
  child.kill('SIGINT');
  const { status, stdout, stderr } = await outcome;
  expect({ status, stderr }).toEqual({
    status: 0,
    stderr: 'Stopping after this epoch; press Ctrl-C again to stop now.\n',
  });
  const epochs = stdout.match(/^epoch: \d+, Loss: .*, Accuracy: .*$/gm) ?? [];
  expect(stdout.replaceAll(',', '')).toContain(`\nTrained ${epochs.length} epochs in `);
  expect(stdout.match(/^Sample \d: /gm)).toHaveLength(5);
  expect(stdout).toMatch(/\nAccuracy on 5 test samples: \d+\.\d\d%\n$/);
});

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

it('ends at once on a second Ctrl-C', async () => {
  // One epoch over this many samples takes longer than the test's time limit.
  const { child, printed, outcome } = startProgram('--samples', '60000', '--hidden', '300,300', '--seed', '1');
  await printed('backend: ');
  child.kill('SIGINT');
  await new Promise((resolve) => child.stderr.once('data', resolve));
  child.kill('SIGINT');
  const { status, stdout } = await outcome;
  expect(status).toBe(130);
  expect(stdout).not.toContain('Sample');
});
