import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kindNames } from '../packages/create-nnf-plugin/src/kinds.js';

const root = fileURLToPath(new URL('..', import.meta.url));
/** The packages of this repository that a generated package installs. */
const packed = ['core', 'backend-reference', 'test-kit'];
const creator = 'create-nnf-plugin';
// The real path is needed, because tools compare paths after resolving links.
const scratch = mkdtempSync(join(realpathSync(tmpdir()), 'nnf-plugins-'));
const program = join(scratch, 'node_modules', creator, 'dist/main.js');
afterAll(() => rmSync(scratch, { recursive: true }));

/** The environment of a user's shell, without the variables of this test run. */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(VITEST|NODE_ENV$|NODE_OPTIONS$|npm_|TEST$|FORCE_COLOR$)/.test(name),
  ),
);

async function run(folder: string, command: string, ...parameters: readonly string[]): Promise<string> {
  try {
    const options = { cwd: folder, env: { ...environment, NO_COLOR: '1' }, maxBuffer: 2 ** 26 };
    return (await promisify(execFile)(command, parameters, options)).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${command} ${parameters.join(' ')}\n${stdout}\n${stderr}`, { cause: error });
  }
}

const folderOf = (kind: string): string => join(scratch, `nnf-${kind}-soft-step`);
const manifestOf = (kind: string) => JSON.parse(readFileSync(join(folderOf(kind), 'package.json'), 'utf8'));

beforeAll(async () => {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const pnpm = (folder: string, ...parameters: string[]) => run(folder, 'npx', '--yes', packageManager, ...parameters);
  const wanted = ['--filter=@nnf/test-kit', `--filter=${creator}`, '--output-logs=errors-only'];
  await pnpm(root, 'exec', 'node', 'scripts/turbo.mjs', 'run', 'build', ...wanted);
  const tarballOf = async (name: string): Promise<string> => {
    const folder = join(scratch, 'tarballs', name);
    await pnpm(join(root, 'packages', name), 'pack', '--pack-destination', folder);
    return join(folder, readdirSync(folder)[0]!);
  };
  const npmInstall = (folder: string, ...paths: readonly string[]) =>
    run(folder, 'npm', 'install', '--no-save', '--no-audit', '--no-fund', '--prefer-offline', ...paths);

  // Installs the program as it would be published, and runs it, as `npm create` does.
  await npmInstall(scratch, await tarballOf(creator));
  for (const kind of kindNames) await run(scratch, process.execPath, program, kind, 'soft-step');

  // All kinds have the same dependencies. They are installed for one kind, and the others use that installation.
  const [first, ...others] = kindNames;
  const tarballs: string[] = [];
  for (const name of packed) tarballs.push(await tarballOf(name));
  await npmInstall(folderOf(first!), ...tarballs);
  for (const kind of others) {
    for (const field of ['dependencies', 'devDependencies', 'peerDependencies'])
      expect(manifestOf(kind)[field]).toEqual(manifestOf(first!)[field]);
    symlinkSync(join(folderOf(first!), 'node_modules'), join(folderOf(kind), 'node_modules'), 'junction');
  }
}, 600_000);

describe.each(kindNames)('a new plugin of kind %s, as written', (kind) => {
  const folder = folderOf(kind);

  test('type-checks', async () => {
    expect(await run(folder, 'npm', 'run', '--silent', 'types')).toBe('');
  });

  test('passes its conformance suite', async () => {
    const report = JSON.parse(await run(folder, 'npm', 'test', '--silent', '--', '--reporter=json'));
    expect(report).toMatchObject({ success: true, numFailedTests: 0, numPendingTests: 0 });
    expect(report.numPassedTests).toBeGreaterThan(8);
    const [{ assertionResults }] = report.testResults;
    expect(assertionResults[0].ancestorTitles[0]).toMatch(new RegExp(`^${kind} soft-step`));
  });

  test('builds what it exports, for import and for require', async () => {
    await run(folder, 'npm', 'run', '--silent', 'build');
    const [{ files }] = JSON.parse(await run(folder, 'npm', 'pack', '--dry-run', '--json'));
    const paths: readonly string[] = files.map(({ path }: { readonly path: string }) => path);
    const scripts = ['dist/index.cjs', 'dist/index.js'];
    expect(paths.toSorted()).toEqual(
      [
        ...['LICENSE', 'README.md', 'package.json', 'dist/index.d.cts', 'dist/index.d.ts'],
        ...scripts.flatMap((path) => [path, `${path}.map`]),
      ].sort(),
    );
    const { name } = manifestOf(kind);
    const print = 'const { name, plugin } = softStep(); console.log(name, plugin.kind);';
    const asModule = `import { softStep } from '${name}'; ${print}`;
    const asCommonJs = `const { softStep } = require('${name}'); ${print}`;
    // A package can import itself by its own name.
    expect(await run(folder, process.execPath, '--input-type=module', '--eval', asModule)).toBe(`soft-step ${kind}\n`);
    expect(await run(folder, process.execPath, '--input-type=commonjs', '--eval', asCommonJs)).toBe(
      `soft-step ${kind}\n`,
    );
  });
});

test('the program overwrites nothing', async () => {
  const before = readdirSync(folderOf('loss'));
  await expect(run(scratch, process.execPath, program, 'loss', 'soft-step')).rejects.toThrow(/is not empty/);
  expect(readdirSync(folderOf('loss'))).toEqual(before);
});
