import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { FileServer } from '../../packages/dataset-mnist/src/test-support/file-server.js';
import { mnist, readTrace } from '../golden-trace.js';
import { type Browser, needChromium, startChromium, webGpuFlags } from './chromium.js';
import type { GpuPage } from './gpu-page.js';
import { bundlePage } from './page-bundle.js';
import { startPageServer } from './page-server.js';

/** A global of the page's script. */
declare const page: GpuPage;

const html = '<!doctype html><title>gpu</title><script type="module" src="/page.js"></script>';
/** With them a page may share memory among threads. */
const isolation = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };
const modes = ['webgpu', 'webgl2', 'webasm'] as const;
const executors = { webgpu: 'fused-encoder', webgl2: 'generic', webasm: 'fused-sync' } as const;
/** A software renderer compiles shaders slowly, and the suite has thousands. */
const longest = 1_200_000;

let browser: Browser | undefined;
let plain: FileServer;
let isolated: FileServer;
let tab: Page;
const warnings: string[] = [];

beforeAll(async () => {
  browser = await startChromium(webGpuFlags);
  const files = new Map<string, string | Uint8Array>([['/', html], ...(await bundlePage('gpu-page.ts'))]);
  files.set('/mnist-he.json', readFileSync(new URL('../golden/mnist-he.json', import.meta.url), 'utf8'));
  for (const [kind, rows] of [
    ['train', 500],
    ['t10k', 10_000],
  ] as const) {
    const { inputs, targets } = mnist(kind, rows);
    if (!('data' in inputs && 'data' in targets)) throw new TypeError('not matrices');
    files.set(`/${kind}-images`, new Uint8Array(inputs.data));
    files.set(`/${kind}-labels`, new Uint8Array(targets.data));
  }
  [plain, isolated] = await Promise.all([startPageServer(files), startPageServer(files, new Map(), isolation)]);
});
afterAll(async () => {
  await browser?.close();
  await plain?.stop();
  await isolated?.stop();
});
beforeEach((context) => needChromium(context));
afterEach(() => tab?.close());

async function open({ address }: FileServer): Promise<void> {
  tab = await browser!.context.newPage();
  warnings.length = 0;
  tab.on('console', (message) => message.type() === 'warning' && warnings.push(message.text()));
  await tab.goto(address);
  await tab.waitForFunction(() => typeof page === 'object');
}

describe.each(modes)('the gpu backend in mode %s, in Chromium', (mode) => {
  test(
    'passes the backend suite',
    async () => {
      await open(plain);
      const names = await tab.evaluate((one) => page.checkNames(one), mode);
      expect(names.length).toBeGreaterThan(40);
      for (const name of names) {
        const failures = await tab.evaluate(([one, check]) => page.failures(one, check), [mode, name] as const);
        expect(failures).toEqual([]);
      }
      expect(await tab.evaluate(() => page.keepsGlobals())).toBe(true);
    },
    longest,
  );

  test(
    'mnist-he: every mean loss to 1e-2, and the accuracy at the end to half a point',
    async () => {
      await open(plain);
      const { executes, losses, accuracy } = await tab.evaluate((one) => page.follow(one), mode);
      expect(executes).toBe(`gpujs, gpu.js ${mode}, ${executors[mode]}`);
      const trace = readTrace('mnist-he');
      expect(losses).toHaveLength(trace.meanLossPerEpoch.length);
      losses.forEach((loss, epoch) => {
        const expected = trace.meanLossPerEpoch[epoch]!;
        expect(Math.abs(loss - expected), `epoch ${epoch}: ${loss}, not ${expected}`).toBeLessThan(1e-2 * expected);
      });
      expect(Math.abs(accuracy - trace.testAccuracyAll!)).toBeLessThanOrEqual(0.5);
    },
    longest,
  );

  test(
    '20 epochs of the walkthrough',
    async () => {
      await open(plain);
      const { executes, losses } = await tab.evaluate((one) => page.walkthrough(one, 20), mode);
      expect(executes).toBe(`gpujs, gpu.js ${mode}, ${executors[mode]}`);
      expect(losses).toHaveLength(20);
      expect(losses.at(-1)).toBeLessThan(0.1 * losses[0]!);
    },
    longest,
  );

  test(
    'runs in a page that may share memory, too',
    async () => {
      await open(isolated);
      expect(await tab.evaluate(() => crossOriginIsolated)).toBe(true);
      const executes = await tab.evaluate((one) => page.makeMany(one, 1), mode);
      expect(executes).toBe(`gpujs, gpu.js ${mode}, ${executors[mode]}`);
    },
    longest,
  );

  test(
    'gives back what it took: 40 networks one after another',
    async () => {
      await open(plain);
      await tab.evaluate((one) => page.makeMany(one, 40), mode);
      expect(warnings.filter((text) => text.includes('Too many active WebGL contexts'))).toEqual([]);
    },
    longest,
  );
});

describe.each(['webgpu', 'webgl2'] as const)('a device that is lost in mode %s', (mode) => {
  test('ends training in a clear error, and the parameters stay those of the last good epoch', async () => {
    await open(plain);
    const { code, message, kept } = await tab.evaluate((one) => page.lose(one), mode);
    expect(message).toMatch(/the device is lost in mode web/);
    expect(code).toBe('GPU_LOST');
    expect(kept).toBe(true);
  });
});

test('auto takes WebGPU where an adapter answers', async () => {
  await open(plain);
  expect(await tab.evaluate(() => page.makeMany('auto', 1))).toBe('gpujs, gpu.js webgpu, fused-encoder');
});
