import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { commitAll, copyRepository } from './copy-repository.js';
import { publishedPackages, readManifest } from './published-packages.js';
import { type Registry, startRegistry } from './registry.js';
import type { ReleasedPackage } from './release.js';
import { runCommand } from './run-command.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Makes a whole release before the tests of this folder: in a copy of the repository, by the scripts that the release workflow
 * runs, to a registry on loopback. Where that fails, the tests say why, and those of other folders run all the same.
 */
export default async function publish({ provide }: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'nnf-release-'));
  const copy = join(folder, 'repository');
  let registry: Registry | undefined;
  try {
    await copyRepository(root, copy);
    const pnpm = await pnpmRunner(copy);
    await pnpm('install', '--offline', '--frozen-lockfile');
    // Before the versions rise and not after: what is built does not depend on them, and turbo finds it in its cache.
    await pnpm('run', 'build');
    await pnpm('run', 'release:version');
    await commitAll(copy);

    registry = await startRegistry(join(folder, 'registry'));
    writeFileSync(join(copy, '.npmrc'), registry.npmrc);
    await pnpm('run', 'release:publish');
    provide('release', { npmrc: registry.npmrc, repository: copy, packages: releasedPackages(copy, registry) });
  } catch (error) {
    provide('release', { failure: error instanceof Error ? error.message : String(error) });
  }
  return async () => {
    await registry?.stop();
    rmSync(folder, { recursive: true });
  };
}

function releasedPackages(copy: string, { storage }: Registry): readonly ReleasedPackage[] {
  return publishedPackages(copy).map(({ folder, manifest: { name, version } }) => {
    const tarball = `${name.replace(/^@.*\//, '')}-${version}.tgz`;
    return { name, version, folder, tarball: join(storage, name, tarball) };
  });
}

/** Runs the repository's own version of pnpm in a folder, whether or not this was started by it. */
async function pnpmRunner(folder: string): Promise<(...parameters: string[]) => Promise<string>> {
  const { packageManager } = readManifest(root);
  if (!packageManager) throw new Error('package.json names no packageManager');
  // What pnpm starts finds pnpm: turbo and changesets call it by name.
  const path = await runCommand(root, 'npx', ['--yes', packageManager, 'exec', 'node', '--print', 'process.env.PATH']);
  // Turbo keeps one cache for all worktrees of a repository, where the first is.
  const git = await runCommand(root, 'git', ['rev-parse', '--path-format=absolute', '--git-common-dir']);
  const environment = { PATH: path.trim(), TURBO_CACHE_DIR: join(dirname(git.trim()), '.turbo/cache') };
  return (...parameters) => runCommand(folder, 'pnpm', parameters, environment);
}
