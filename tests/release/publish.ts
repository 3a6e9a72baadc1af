import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { offerSharedWork } from '../shared-work/shared-work.js';
import { commitAll, copyRepository } from './copy-repository.js';
import { publishedPackages, readManifest } from './published-packages.js';
import { type Registry, startRegistry } from './registry.js';
import type { Release, ReleasedPackage } from './release.js';
import { runCommand } from './run-command.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Makes a whole release for the tests of this folder, in a copy of the repository. It runs the scripts of the release workflow,
 * and publishes to a registry on loopback. If that fails, the tests report the reason. Tests of other folders run meanwhile.
 */
export default async function publish({ provide }: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'nnf-release-'));
  const copy = join(folder, 'repository');
  let registry: Registry | undefined;
  const { address, stop } = await offerSharedWork<Release>(async () => {
    await copyRepository(root, copy);
    const pnpm = await pnpmRunner(copy);
    await pnpm('install', '--offline', '--frozen-lockfile');
    // The build runs before the versions change, so that turbo finds it in its cache. It does not depend on the versions.
    await pnpm('run', 'build');
    await pnpm('run', 'release:version');
    await commitAll(copy);

    registry = await startRegistry(join(folder, 'registry'));
    writeFileSync(join(copy, '.npmrc'), registry.npmrc);
    await pnpm('run', 'release:publish');
    return { npmrc: registry.npmrc, repository: copy, packages: releasedPackages(copy, registry) };
  });
  provide('release', address);
  return async () => {
    await stop();
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

/** Runs the repository's version of pnpm in a folder, whichever tool started the tests. */
async function pnpmRunner(folder: string): Promise<(...parameters: string[]) => Promise<string>> {
  const { packageManager } = readManifest(root);
  if (!packageManager) throw new Error('package.json names no packageManager');
  // Turbo and changesets call pnpm by name, so it must be in PATH.
  const path = await runCommand(root, 'npx', ['--yes', packageManager, 'exec', 'node', '--print', 'process.env.PATH']);
  // Turbo keeps one cache for all worktrees of a repository, in the main worktree.
  const git = await runCommand(root, 'git', ['rev-parse', '--path-format=absolute', '--git-common-dir']);
  const environment = { PATH: path.trim(), TURBO_CACHE_DIR: join(dirname(git.trim()), '.turbo/cache') };
  return (...parameters) => runCommand(folder, 'pnpm', parameters, environment);
}
