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
 * Offers the tests of this folder a whole release: made in a copy of the repository, by the scripts that the release workflow
 * runs, and published to a registry on loopback. If that fails, the tests say why. Tests of other folders run meanwhile.
 */
export default async function publish({ provide }: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'nnf-release-'));
  const copy = join(folder, 'repository');
  let registry: Registry | undefined;
  const { address, stop } = await offerSharedWork<Release>(async () => {
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
