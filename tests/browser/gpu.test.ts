import { readFileSync } from 'node:fs';
import { cpu } from '@nnf/backend-cpu';
import type { CheckFailure } from '@nnf/test-kit/checks';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { FileServer } from '../../packages/dataset-mnist/src/test-support/file-server.js';
import { mnist, readTrace } from '../golden-trace.js';
import { randomnessOf, reorderedWalkthrough, trainWalkthrough } from '../gpu-training.js';
import { type Browser, needChromium, startChromium, webGpuFlags } from './chromium.js';
import type { GpuPage } from './gpu-page.js';
import { bundlePage, bundlePageWithVite } from './page-bundle.js';
import { startPageServer } from './page-server.js';

/** A global that the page's script defines. */
declare const page: GpuPage;

const html = '<!doctype html><title>gpu</title><script type="module" src="/page.js"></script>';
/** These headers allow a page to share memory among threads. */
const isolation = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };
const modes = ['webgpu', 'webgl2', 'webasm'] as const;
const executors = { webgpu: 'fused-encoder', webgl2: 'chained', webasm: 'fused-sync' } as const;
/** A software renderer compiles shaders slowly, and the suite has thousands of them. */
const longest = 1_200_000;

let browser: Browser | undefined;
let plain: FileServer;
let isolated: FileServer;
/** The page built by Vite. The other pages are built by esbuild. */
let byVite: FileServer;
let tab: Page;
const warnings: string[] = [];

beforeAll(async () => {
  browser = await startChromium(webGpuFlags);
  const [esbuilt, vited] = await Promise.all([bundlePage('gpu-page.ts'), bundlePageWithVite('gpu-page.ts')]);
  const files = new Map<string, string | Uint8Array>([['/', html]]);
  files.set('/mnist-he.json', readFileSync(new URL('../golden/mnist-he.json', import.meta.url), 'utf8'));
  for (const [kind, rows] of [
    ['train', 500],
    ['t10k', 10_000],
  ] as const) {
    const { inputs, targets } = mnist(kind, rows);
    files.set(`/${kind}-images`, new Uint8Array(inputs.data));
    files.set(`/${kind}-labels`, new Uint8Array(targets.data));
  }
  const filesOf = (built: ReadonlyMap<string, string | Uint8Array>) => new Map([...files, ...built]);
  [plain, isolated, byVite] = await Promise.all([
    startPageServer(filesOf(esbuilt)),
    startPageServer(filesOf(esbuilt), new Map(), isolation),
    startPageServer(filesOf(vited)),
  ]);
});
afterAll(async () => {
  await browser?.close();
  await plain?.stop();
  await isolated?.stop();
  await byVite?.stop();
});
beforeEach((context) => needChromium(context));
afterEach(() => tab?.close());

async function open(server: FileServer): Promise<void> {
  tab = await browser!.context.newPage();
  warnings.length = 0;
  tab.on('console', (message) => message.type() === 'warning' && warnings.push(message.text()));
  await tab.goto(server.address);
  await tab.waitForFunction(() => typeof page === 'object');
}

describe.each(modes)('the gpu backend in mode %s, in Chromium', (mode) => {
  test(
    'passes the backend suite',
    async () => {
      await open(plain);
      const names = await tab.evaluate((one) => page.checkNames(one), mode);
      expect(names.length).toBeGreaterThan(40);
      const failed = new Map<string, readonly CheckFailure[]>();
      for (const name of names) {
        const failures = await tab.evaluate(([how, check]) => page.failures(how, check), [mode, name] as const);
        if (failures.length > 0) failed.set(name, failures);
      }
      expect(failed).toEqual(new Map());
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
      const expected = await trainWalkthrough(cpu(), mnist('train', 500), 20);
      // tests/gpu.test.ts shows that rounding alone causes such differences.
      losses.forEach((loss, i) => {
        expect(Math.abs(loss - expected.losses[i]!)).toBeLessThan((i === 0 ? 3e-2 : 1e-1) * expected.losses[i]!);
      });
      const first = await tab.evaluate((one) => page.lossOf(one, 40), mode);
      const exact = await reorderedWalkthrough(cpu({ dtype: 'float64' }), mnist('train', 500), 40, 1);
      expect(Math.abs(first - exact)).toBeLessThan(1e-4 * exact);
    },
    longest,
  );

  test('trains in a page that Vite has built with its own minifier', async () => {
    await open(byVite);
    const { executes, losses } = await tab.evaluate((one) => page.walkthrough(one, 2), mode);
    expect(executes).toBe(`gpujs, gpu.js ${mode}, ${executors[mode]}`);
    expect(losses).toHaveLength(2);
    expect(losses[1]).toBeLessThan(losses[0]!);
    expect(await tab.evaluate(() => page.keepsGlobals())).toBe(true);
  });

  test('runs in a page that may share memory, with threads in WebAssembly where passes are long', async () => {
    await open(isolated);
    expect(await tab.evaluate(() => crossOriginIsolated)).toBe(true);
    const executes = await tab.evaluate((one) => page.makeMany(one, 1), mode);
    expect(executes).toBe(`gpujs, gpu.js ${mode}, ${executors[mode]}`);
    const wide = await tab.evaluate((one) => page.wide(one), mode);
    expect(wide).toBe(`gpujs, gpu.js ${mode}, ${mode === 'webasm' ? 'fused-threaded' : executors[mode]}`);
  });

  test('without shared memory, long passes run on one thread', async () => {
    await open(plain);
    expect(await tab.evaluate((one) => page.wide(one), mode)).toBe(`gpujs, gpu.js ${mode}, ${executors[mode]}`);
  });

  test('the same seed gives the same first weights, shuffles and dropout masks as on the cpu backend', async () => {
    await open(plain);
    const [found, inPage] = await tab.evaluate(
      async (one) => [await page.randomness(one), await page.randomness('reference')] as const,
      mode,
    );
    const expected = await randomnessOf(cpu());
    expect(inPage).toEqual(expected);
    expect(found).toEqual(expected);
    expect(new Set(expected.moved.map(String)).size).toBeGreaterThan(2);
    expect(new Set(expected.orders.map(String)).size).toBeGreaterThan(2);
  });

  test(
    'gives back what it took: 40 networks one after another',
    async () => {
      await open(plain);
      // The first networks load gpu.js and fill the engine's caches.
      await tab.evaluate((one) => page.makeMany(one, 20), mode);
      const [before, heapBefore] = [await tab.evaluate(() => page.resources()), await heapOf(tab)];
      await tab.evaluate((one) => page.makeMany(one, 20), mode);
      const [after, heapAfter] = [await tab.evaluate(() => page.resources()), await heapOf(tab)];
      await tab.evaluate((one) => page.hold(one, 5), mode);
      const [held, heapHeld] = [await tab.evaluate(() => page.resources()), await heapOf(tab)];
      await tab.evaluate((one) => page.hold(one, 0), mode);
      if (mode !== 'webasm') {
        expect(after.made - before.made).toBeGreaterThan(500);
        expect(held.left).toBeGreaterThan(50);
      }
      expect(after.left).toBe(0);
      const [eachLeft, eachHeld] = [(heapAfter - heapBefore) / 20, (heapHeld - heapAfter) / 5];
      // Engines keep some memory, such as compiled code.
      expect(eachLeft, `bytes left of a network; ${eachHeld} while it lives`).toBeLessThan(eachHeld / 10);
      expect(warnings.filter((text) => text.includes('Too many active WebGL contexts'))).toEqual([]);
    },
    longest,
  );
});

/** The size of a page's reachable JavaScript objects, in bytes. */
async function heapOf(one: Page): Promise<number> {
  const session = await one.context().newCDPSession(one);
  await session.send('HeapProfiler.enable');
  for (let i = 0; i < 3; i++) await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize;
}

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
