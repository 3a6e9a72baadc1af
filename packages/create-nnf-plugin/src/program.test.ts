import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { usage } from './arguments.js';
import { collectTemplates } from './collect-templates.js';
import { runProgram } from './program.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const ranges = { '@nnf/core': '^1.2.3', '@nnf/test-kit': '^4.5.6' };
let scratch: string;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'create-nnf-plugin-'));
});
afterEach(() => rmSync(scratch, { recursive: true }));

/** The outcome of a run. */
async function run(...args: readonly string[]) {
  const printed = { stdout: '', stderr: '' };
  const catching = (stream: 'stdout' | 'stderr') =>
    vi.spyOn(process[stream], 'write').mockImplementation((text) => {
      printed[stream] += text;
      return true;
    });
  const spies = [catching('stdout'), catching('stderr')];
  try {
    return { status: await runProgram(args, async () => ({ templates: collectTemplates(root), ranges })), ...printed };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

it('writes a package and prints the next steps', async () => {
  const folder = join(scratch, 'mine');
  const { status, stdout, stderr } = await run('loss', 'soft-step', '--directory', folder);
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^nnf-loss-soft-step: 7 files in .*mine\n\n {2}cd .*mine\n {2}npm install\n {2}npm test\n/);
  expect(readdirSync(folder).sort()).toEqual([
    '.gitignore',
    'LICENSE',
    'README.md',
    'package.json',
    'src',
    'tsconfig.json',
  ]);
  expect(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))).toMatchObject({
    name: 'nnf-loss-soft-step',
    peerDependencies: { '@nnf/core': '^1.2.3' },
    devDependencies: ranges,
  });
});

it('shows how it is used', async () => {
  expect(await run('--help')).toEqual({ status: 0, stdout: usage, stderr: '' });
  expect(usage).toMatch(/[^\n]\n$/);
});

it.each([
  [['loss', 'Big'], "error: npm would refuse the name 'nnf-loss-Big': name can no longer contain capital letters\n"],
  [
    ['lose', 'x'],
    "error: unknown kind 'lose'; expected one of activation, loss, initializer, optimizer, layer, backend\n",
  ],
  [['loss', 'x', '--directory', fileURLToPath(new URL('.', import.meta.url))], /^error: .* is not empty: it has /],
])('ends with 2 and the reason at %j', async (args, message) => {
  const { status, stdout, stderr } = await run(...args);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(message);
});
