import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { commitAll, copyRepository } from './copy-repository.js';
import { publishedPackages, readManifest } from './published-packages.js';
import { startRegistry } from './registry.js';
import { runCommand } from './run-command.js';

export interface ReleasedPackage {
  readonly name: string;
  readonly version: string;
  /** Relative to the repository: `packages/core`. */
  readonly folder: string;
  readonly tarball: string;
}

/** What the tests of a release know of it. */
export interface Release {
  /** What an `.npmrc` needs to install what was published. */
  readonly npmrc: string;
  readonly packages: readonly ReleasedPackage[];
}

declare module 'vitest' {
  interface ProvidedContext {
    release: Release;
  }
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Makes a whole release before the tests of this folder: in a copy of the repository, by the scripts that the release workflow
 * runs, to a registry on loopback.
 */
export default async function publish({ provide }: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'nnf-release-'));
  const copy = join(folder, 'repository');
  await copyRepository(root, copy);
  const pnpm = await pnpmRunner(copy);

  await pnpm('install', '--offline', '--frozen-lockfile');
  // Before the versions rise and not after: what is built does not depend on them, and turbo finds it in the repository's cache.
  await pnpm('run', 'build');
  await pnpm('run', 'release:version');
  await commitAll(copy);

  const registry = await startRegistry(join(folder, 'registry'));
  writeFileSync(join(copy, '.npmrc'), registry.npmrc);
  await pnpm('run', 'release:publish');

  const packages: readonly ReleasedPackage[] = publishedPackages(copy).map(
    ({ folder, manifest: { name, version } }) => {
      const tarball = `${name.replace(/^@.*\//, '')}-${version}.tgz`;
      return { name, version, folder, tarball: join(registry.storage, name, tarball) };
    },
  );
  provide('release', { npmrc: registry.npmrc, packages });

  return async () => {
    await registry.stop();
    rmSync(folder, { recursive: true });
  };
}

/** Runs the repository's own version of pnpm in a folder, whether or not this was started by it. */
async function pnpmRunner(folder: string): Promise<(...parameters: string[]) => Promise<string>> {
  const { packageManager } = readManifest(root);
  if (!packageManager) throw new Error('package.json names no packageManager');
  // What pnpm starts finds pnpm: turbo and changesets call it by name.
  const path = await runCommand(root, 'npx', ['--yes', packageManager, 'exec', 'node', '--print', 'process.env.PATH']);
  const environment = { PATH: path.trim(), TURBO_CACHE_DIR: join(root, '.turbo/cache') };
  return (...parameters) => runCommand(folder, 'pnpm', parameters, environment);
}
