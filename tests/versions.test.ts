import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commitAll, copyRepository } from './release/copy-repository.js';
import { publishedPackages } from './release/published-packages.js';
import { runCommand } from './release/run-command.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'nnf-versions-'));
const corePeers = publishedPackages(root).filter(({ manifest }) => manifest.peerDependencies?.['@nnf/core']);

// Copies only the files that changesets reads, and no sources, so that copying is fast.
const wanted = (path: string) =>
  /(^|\/)(package\.json|pnpm-workspace\.yaml|pnpm-lock\.yaml)$|^\.changeset\//.test(path);

beforeAll(async () => {
  await copyRepository(root, folder, wanted);
  await changesetVersion();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Applies the pending changesets, and commits. */
async function changesetVersion(): Promise<void> {
  await runCommand(folder, process.execPath, [join(root, 'node_modules/@changesets/cli/bin.js'), 'version']);
  await commitAll(folder);
}

/** Releases a change to one package. */
async function release(name: string, kind: 'major' | 'minor' | 'patch'): Promise<void> {
  writeFileSync(join(folder, '.changeset/change.md'), `---\n'${name}': ${kind}\n---\n\nA change.\n`);
  await commitAll(folder);
  await changesetVersion();
}

type Versions = Readonly<Record<string, string>>;

function versions(): Versions {
  return Object.fromEntries(publishedPackages(folder).map(({ manifest }) => [manifest.name, manifest.version]));
}

/** The versions after a release of these packages alone. */
function raised(from: Versions, names: readonly string[], kind: 'major' | 'minor' | 'patch'): Versions {
  const raise = (version: string) => {
    const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
    return { major: [major + 1, 0, 0], minor: [major, minor + 1, 0], patch: [major, minor, patch + 1] }[kind].join('.');
  };
  return { ...from, ...Object.fromEntries(names.map((name) => [name, raise(from[name]!)])) };
}

// The tests run in order. Each starts from the versions that the previous one left.
test('no package is released below 1.0.0, where a caret would exclude the next minor', () => {
  for (const [name, version] of Object.entries(versions())) expect(`${name} ${version}`).not.toMatch(/ 0\./);
});

test('a release leaves no changeset, and its version first in every changelog', () => {
  expect(
    readdirSync(join(folder, '.changeset')).filter((name) => name.endsWith('.md') && name !== 'README.md'),
  ).toEqual([]);
  for (const { folder: path, manifest } of publishedPackages(folder)) {
    const changelog = readFileSync(join(folder, path, 'CHANGELOG.md'), 'utf8');
    expect(changelog.split('\n').slice(0, 3)).toEqual([`# ${manifest.name}`, '', `## ${manifest.version}`]);
  }
});

test('a plugin takes any core from the one that it was released with up to the next major', () => {
  expect(corePeers.length).toBeGreaterThan(0);
  // When pnpm publishes, it replaces this with ^ and core's version.
  for (const { manifest } of corePeers) {
    expect([manifest.name, manifest.peerDependencies?.['@nnf/core']]).toEqual([manifest.name, 'workspace:^']);
  }
});

test('a minor release of core releases core alone', async () => {
  const before = versions();
  await release('@nnf/core', 'minor');
  expect(versions()).toEqual(raised(before, ['@nnf/core'], 'minor'));
});

test('a patch of a plugin releases that plugin alone', async () => {
  const before = versions();
  await release('@nnf/activation-relu', 'patch');
  expect(versions()).toEqual(raised(before, ['@nnf/activation-relu'], 'patch'));
});

test('a major release of core is one of every package that has core as a peer', async () => {
  const before = versions();
  await release('@nnf/core', 'major');
  const names = ['@nnf/core', ...corePeers.map(({ manifest }) => manifest.name)];
  expect(versions()).toMatchObject(
    Object.fromEntries(names.map((name) => [name, raised(before, [name], 'major')[name]])),
  );
});
