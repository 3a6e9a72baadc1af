import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { runCommand } from './release/run-command.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, '.github/workflows');
const release = readFileSync(join(folder, 'release.yml'), 'utf8');
const { packageManager, scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

describe.each(readdirSync(folder))('the workflow %s', (name) => {
  const text = readFileSync(join(folder, name), 'utf8');

  test('uses actions by their commit, and says which version that is', () => {
    const uses = text.split('\n').filter((line) => /^\s*(- )?uses:/.test(line));
    expect(uses.length).toBeGreaterThan(0);
    for (const line of uses) expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+/);
  });
});

test('the release calls the pnpm that package.json names, and scripts that are there', () => {
  const calls = Array.from(release.matchAll(/npx -y (\S+) (\S+)/g), ([, tool, script]) => [tool, script]);
  expect(calls.length).toBeGreaterThan(0);
  for (const [tool, script] of calls) {
    expect(tool).toBe(packageManager);
    expect(['install', ...Object.keys(scripts)]).toContain(script);
  }
});

test('the release asks for provenance in a way that this pnpm heeds', async () => {
  const [, name, value] = /^ +(\w*PROVENANCE): "(\w+)"$/m.exec(release) ?? [];
  const scratch = mkdtempSync(join(tmpdir(), 'nnf-provenance-'));
  try {
    writeFileSync(join(scratch, 'package.json'), '{ "name": "nnf-provenance", "version": "1.0.0" }');
    // To nowhere; outside of GitHub it does not come so far, since nobody vouches for what is published.
    writeFileSync(join(scratch, '.npmrc'), 'registry=http://127.0.0.1:9/\n//127.0.0.1:9/:_authToken=nobody\n');
    const publish = runCommand(root, 'npx', ['-y', packageManager, '-C', scratch, 'publish', '--no-git-checks'], {
      [`${name}`]: value,
      GITHUB_ACTIONS: undefined,
      GITLAB_CI: undefined,
    });
    await expect(publish).rejects.toThrow('ERR_PNPM_PROVENANCE_UNSUPPORTED_PROVIDER');
  } finally {
    rmSync(scratch, { recursive: true });
  }
});

test('CI runs on every Node that the packages support', () => {
  const ci = readFileSync(join(folder, 'ci.yml'), 'utf8');
  expect(/node: \[(.*)\]/.exec(ci)?.[1]).toBe('20, 22, 24');
});
