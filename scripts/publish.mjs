// Publishes every package whose version is not on the registry yet: `pnpm release:publish`.
//
// pnpm packs, since only pnpm replaces `workspace:^` with versions. npm publishes, since it exchanges the workflow's identity for
// a token for one package (trusted publishing), and states provenance (npm 11.5.1 or later). `changeset tag` runs afterwards.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publishedPackages } from './published-packages.mjs';

const shell = process.platform === 'win32';

/** Runs a program and returns its output; `undefined` if it failed. */
function attempt(program, parameters, cwd) {
  const { status, stdout } = spawnSync(program, parameters, { cwd, shell, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

function run(program, parameters, cwd) {
  const { status } = spawnSync(program, parameters, { cwd, shell, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new Error(`${program} ${parameters.join(' ')} failed`);
}

/** Sorts packages so that each follows its dependencies. */
function inOrder(packages) {
  const names = new Set(packages.map(({ manifest }) => manifest.name));
  const [ordered, done] = [[], new Set()];
  while (ordered.length < packages.length) {
    const next = packages.filter(
      ({ manifest: { name, dependencies, peerDependencies } }) =>
        !done.has(name) &&
        Object.keys({ ...dependencies, ...peerDependencies }).every((needed) => !names.has(needed) || done.has(needed)),
    );
    if (next.length === 0) throw new Error('packages depend on each other in a circle');
    for (const published of next) done.add(published.manifest.name);
    ordered.push(...next);
  }
  return ordered;
}

const scratch = mkdtempSync(join(tmpdir(), 'nnf-publish-'));
try {
  for (const { folder, manifest } of inOrder(publishedPackages)) {
    const release = `${manifest.name}@${manifest.version}`;
    if (attempt('npm', ['view', release, 'version']) === manifest.version) {
      console.log(`${release} is published already`);
      continue;
    }
    const target = join(scratch, manifest.name.replace('/', '-'));
    run('pnpm', ['pack', '--pack-destination', target], folder);
    run('npm', ['publish', join(target, readdirSync(target)[0]), '--access', 'public']);
  }
} finally {
  rmSync(scratch, { recursive: true });
}
