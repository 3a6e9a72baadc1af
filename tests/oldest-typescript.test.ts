// Checks that programs compile with the oldest TypeScript that the README names: the declarations of all packages, without
// `skipLibCheck`, and a program that uses them.
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';

const run = promisify(execFile);
const root = dirname(import.meta.dirname);
const { resolve } = createRequire(import.meta.url);

/** What programs import, and its sources. Vitest's own types, which the suites of the test kit read, need a newer TypeScript. */
const entries = readdirSync(join(root, 'packages')).flatMap((folder) => {
  const { name, exports = {} } = JSON.parse(readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8'));
  return Object.keys(exports)
    .map((entry) => ({
      imported: `${name}${entry.slice(1)}`,
      source: `packages/${folder}/src/${entry.slice(2) || 'index'}.ts`,
    }))
    .filter(({ imported }) => imported !== '@nnf/test-kit' && !imported.endsWith('.json'));
});

const program = `
import { cpu } from '@nnf/backend-cpu';
import { createNetwork, elementwise, HiddenLayer, InputLayer, mul, type Network, OutputLayer } from '@nnf/core';
import { readMnist } from '@nnf/dataset-mnist/node';
import { he, zeros } from '@nnf/initializers';
import { meanSquaredError } from '@nnf/loss-mean-squared-error';
import { adam } from '@nnf/optimizer-adam';
${entries.map(({ imported }, i) => `import * as package${i} from '${imported}';`).join('\n')}

export const all = [${entries.map((_, i) => `package${i}`).join(', ')}];
export async function train(): Promise<Network> {
  const initial = { weights: he, biases: zeros };
  const double = elementwise('double', (x) => mul(x, 2));
  const output = new OutputLayer(10, double, meanSquaredError, initial);
  const layers = [new InputLayer(784), new HiddenLayer(4, double, initial), output];
  const network = await createNetwork(layers, { backend: cpu(), optimizer: adam(), seed: 1 });
  const { train, test } = await readMnist('data', { samples: 100 });
  for await (const { loss, accuracy } of network.train(train, { epochs: 2, learningRate: 0.1 })) {
    if (loss < (accuracy ?? 0)) break;
  }
  const classes: Uint32Array = (await network.predict(test.images)).classes;
  console.log(classes.length);
  return network;
}
`;

/** Runs a TypeScript compiler in a folder, and returns its errors. */
async function compile(typescript: string, folder: string, config: object): Promise<string> {
  const path = join(folder, 'tsconfig.json');
  await writeFile(path, JSON.stringify(config));
  const compiling = run(process.execPath, [resolve(`${typescript}/bin/tsc`), '--project', path], { cwd: folder });
  return compiling.then(
    () => '',
    ({ stdout }: { readonly stdout: string }) => stdout,
  );
}

test('programs compile with the oldest TypeScript that the README names', { timeout: 120_000 }, async () => {
  const { version } = JSON.parse(await readFile(resolve('typescript-oldest/package.json'), 'utf8'));
  expect(await readFile(join(root, 'README.md'), 'utf8')).toContain(
    `TypeScript ${version.split('.', 2).join('.')} or newer`,
  );
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'nnf-types-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const built = await compile('typescript', folder, {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: {
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      rootDir: root,
      outDir: folder,
      typeRoots: [join(root, 'node_modules/@types')],
    },
    include: [],
    files: entries.map(({ source }) => join(root, source)),
  });
  expect(built).toBe('');
  await writeFile(join(folder, 'program.ts'), program);
  const paths = entries.map(({ imported, source }) => [imported, [`./${source.replace(/\.ts$/, '.d.ts')}`]] as const);
  const found = await compile('typescript-oldest', folder, {
    compilerOptions: {
      strict: true,
      noEmit: true,
      target: 'ES2022',
      module: 'ES2022',
      moduleResolution: 'bundler',
      lib: ['ES2022', 'DOM'],
      types: [],
      skipLibCheck: false,
      paths: Object.fromEntries(paths),
    },
    files: ['program.ts'],
  });
  // The types of this file are not part of the published declarations, which hold only what is exported.
  const others = found
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('packages/dataset-mnist/src/gunzip.d.ts'));
  expect(others).toEqual([]);
});
