import { describe, expect, test } from 'vitest';
import { theRelease } from './release.js';
import { runCommand } from './run-command.js';

interface PackedPackage {
  readonly name: string;
  readonly files: readonly { readonly path: string; readonly size: number }[];
}

// A release packs with pnpm. Packing by hand and installing from a folder use npm.
describe('npm pack', async () => {
  const { repository, packages } = await theRelease();
  const folders = packages.map(({ folder }) => `./${folder}`);
  const printed = await runCommand(repository, 'npm', ['pack', '--dry-run', '--json', ...folders]);
  const packed: readonly PackedPackage[] = JSON.parse(printed);

  test('packs every published package', () => {
    expect(packed.map(({ name }) => name).sort()).toEqual(packages.map(({ name }) => name).sort());
  });

  test.each(packed)('puts the licence, the README and what was built into $name, and nothing else', ({ files }) => {
    const paths = files.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'package.json']));
    const built = paths.filter((path) => path.startsWith('dist/'));
    const others = paths.filter((path) => !['LICENSE', 'README.md', 'package.json'].includes(path));
    expect(others).toEqual(built);
    expect(built.filter((path) => !/\.(c?js|c?js\.map|d\.c?ts)$/.test(path))).toEqual([]);
    const scripts = built.filter((path) => /\.c?js$/.test(path) && path !== 'dist/templates.js');
    expect(scripts.length).toBeGreaterThan(0);
    expect(built).toEqual(expect.arrayContaining(scripts.map((path) => `${path}.map`)));
    expect(files.filter(({ size }) => size === 0)).toEqual([]);
  });
});
