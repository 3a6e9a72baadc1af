import { readFileSync } from 'node:fs';
import { checkPackage, createPackageFromTarballData, type Problem } from '@arethetypeswrong/core';
import { problemKindInfo } from '@arethetypeswrong/core/problems';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { describe, expect, test } from 'vitest';
import type { Manifest } from './published-packages.js';
import { theRelease } from './release.js';

/** The allowed dependencies of libraries, besides core, which is a peer. Other libraries have none. */
const dependencies: Readonly<Record<string, readonly string[]>> = {
  '@nnf/backend-gpujs': ['gpu.js'],
  '@nnf/test-kit': ['@nnf/backend-reference'],
};

const { packages } = await theRelease();

describe.each(packages)('the tarball of $name', ({ name, folder, tarball: file }) => {
  const data = new Uint8Array(readFileSync(file));
  const tarball = createPackageFromTarballData(data);
  const within = `/node_modules/${name}/`;
  const files = tarball.listFiles().map((path) => path.slice(within.length));
  const manifest: Manifest = JSON.parse(tarball.readFile(`${within}package.json`));
  const isLibrary = manifest.exports !== undefined;

  test('holds what was built, a README, the licence, and nothing else', () => {
    expect(files).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'package.json']));
    const others = files.filter((path) => !['LICENSE', 'README.md', 'package.json'].includes(path));
    expect(others.filter((path) => !manifest.files?.some((folder) => path.startsWith(`${folder}/`)))).toEqual([]);
    expect(others.filter((path) => path.startsWith('dist/') && !/\.(c?js|c?js\.map|d\.c?ts)$/.test(path))).toEqual([]);
  });

  test('has a source map for each script, with the sources in it', () => {
    // The templates of create-nnf-plugin are data, written after the build.
    const scripts = files.filter((path) => /^dist\/.*\.c?js$/.test(path) && path !== 'dist/templates.js');
    expect(scripts.length).toBeGreaterThan(0);
    for (const path of scripts) {
      const [, comment] = /\n\/\/# sourceMappingURL=(.*)\s*$/.exec(tarball.readFile(within + path)) ?? [];
      expect(`dist/${comment}`).toBe(`${path}.map`);
      const { sources, sourcesContent, mappings } = JSON.parse(tarball.readFile(`${within}${path}.map`));
      expect(mappings).not.toBe('');
      expect(sources.length).toBeGreaterThan(0);
      expect(sources.filter((source: string) => !/^\.\.\/src\/.*\.ts$/.test(source))).toEqual([]);
      expect(sourcesContent).toHaveLength(sources.length);
      expect(sourcesContent.every((text: unknown) => typeof text === 'string' && text !== '')).toBe(true);
    }
  });

  test('says what it is, for which Node, under which licence, whose, and where its source is', () => {
    expect(manifest.description).toMatch(/\bnnf\b/);
    expect(manifest).toMatchObject({ type: 'module', license: 'MIT' });
    expect(manifest).toMatchObject({
      author: 'the nnf authors',
      bugs: { url: 'https://github.com/nnf-js/nnf/issues' },
      homepage: `https://github.com/nnf-js/nnf/tree/main/${folder}#readme`,
    });
    expect(manifest.engines?.node).toMatch(/^>=20(\.\d+)?$/);
    expect(manifest.repository).toEqual({
      type: 'git',
      url: 'git+https://github.com/nnf-js/nnf.git',
      directory: folder,
    });
  });

  test('is found by its keywords', () => {
    expect(manifest.keywords).toContain('nnf');
    // Every plugin has the keyword of its kind, by which users find it on npm.
    const kind = /^@nnf\/(activation|backend|dataset|initializer|layer|loss|optimizer)/.exec(name)?.[1];
    if (kind) expect(manifest.keywords).toEqual(expect.arrayContaining(['nnf-plugin', `nnf-${kind}`]));
  });

  test('runs nothing when it is installed', () => {
    expect(Object.keys(manifest.scripts ?? {}).filter((script) => /install|prepare/.test(script))).toEqual([]);
  });

  test.runIf(isLibrary)('brings nothing along but what it is known to need', () => {
    expect(Object.keys(manifest.dependencies ?? {})).toEqual(dependencies[name] ?? []);
  });

  test.runIf(isLibrary && name !== '@nnf/core')('takes a range of core that holds every minor release', () => {
    expect(manifest.peerDependencies?.['@nnf/core']).toMatch(/^\^[1-9]\d*\.\d+\.\d+$/);
  });

  test.runIf(isLibrary)('has ESM, CommonJS and types of both for each name that it exports', () => {
    expect(manifest.sideEffects).toBe(false);
    for (const [entry, target] of Object.entries(manifest.exports ?? {})) {
      if (entry === './package.json') continue;
      const built = `./dist/${entry === '.' ? 'index' : entry.slice(2)}`;
      expect(target).toEqual({
        import: { types: `${built}.d.ts`, default: `${built}.js` },
        require: { types: `${built}.d.cts`, default: `${built}.cjs` },
      });
    }
  });

  test('leaves publint nothing to say', async () => {
    const { messages, pkg } = await publint({ pack: { tarball: data.buffer }, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
  });

  test.runIf(isLibrary)('has types that are right in every way of resolving them, old ones too', async () => {
    const result = await checkPackage(tarball);
    expect(result.types).toEqual({ kind: 'included' });
    expect('problems' in result ? result.problems.map(describeProblem) : []).toEqual([]);
  });
});

function describeProblem(problem: Problem): string {
  const { shortDescription, docsUrl } = problemKindInfo[problem.kind];
  const where = 'entrypoint' in problem ? `${problem.entrypoint} in ${problem.resolutionKind}: ` : '';
  return `${where}${shortDescription} (${docsUrl})`;
}
