import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { FileServer } from '../../packages/dataset-mnist/src/test-support/file-server.js';
import { type Browser, needChromium, startChromium, webGpuFlags } from './chromium.js';
import type { GpuLimitsPage, Job, JobResult } from './gpu-limits-page.js';
import { bundlePage } from './page-bundle.js';
import { startPageServer } from './page-server.js';

/** A global that the page's script defines. */
declare const page: GpuLimitsPage;

const html = '<!doctype html><title>limits</title><script type="module" src="/page.js"></script>';
/** The limits that WebGPU guarantees on every adapter. */
const promisedBytes = 128 * 2 ** 20;

let browser: Browser | undefined;
let server: FileServer;
let tab: Page;

beforeAll(async () => {
  browser = await startChromium(webGpuFlags);
  server = await startPageServer(
    new Map<string, string | Uint8Array>([['/', html], ...(await bundlePage('gpu-limits-page.ts'))]),
  );
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});
beforeEach(async (context) => {
  needChromium(context);
  tab = await browser!.context.newPage();
  await tab.goto(server.address);
  await tab.waitForFunction(() => typeof page === 'object');
});
afterEach(() => tab?.close());

const run = (mode: 'webgpu' | 'webgl2' | 'webasm' | 'reference', job: Job): Promise<JobResult> =>
  tab.evaluate(([one, task]) => page.run(one, task), [mode, job] as const);
const largest = () => tab.evaluate(() => page.largest());

/** Trains under the current limits and on the CPU backend. Both must learn and predict the same. */
async function expectSame(mode: 'webgpu' | 'webgl2' | 'webasm', job: Job): Promise<void> {
  const [found, expected] = [await run(mode, job), await run('reference', job)];
  expect(found).toMatchObject({ code: '', message: '' });
  expect(found.executes).toMatch(`gpu.js ${mode}, `);
  expect(Math.abs(found.loss - expected.loss)).toBeLessThan(1e-4 * expected.loss);
  expect(found.prediction).toHaveLength(expected.prediction.length);
  const errors = found.prediction.map((value, i) => Math.abs(value - expected.prediction[i]!));
  expect(Math.max(...errors)).toBeLessThan(1e-4);
}

describe('textures of at most 256 rows and columns', () => {
  beforeEach(() => tab.evaluate(() => page.limitTextures(256)));

  test('a run is split, so that none is larger', async () => {
    // Without the limit, about 15 batches would run at once, and their losses would be a texture of 480 columns.
    await expectSame('webgl2', { inputs: 20, hidden: 5, rows: 2100, batchSize: 32 });
    expect((await largest()).side).toBeLessThanOrEqual(256);
  });

  test('a batch that does not fit is refused, with one that does', async () => {
    const job = { inputs: 20, hidden: 5, rows: 600, batchSize: 300 };
    const { code, message } = await run('webgl2', job);
    expect(code).toBe('GPU_LIMIT');
    expect(message).toMatch(
      /has 300 × \d+ numbers, and a matrix in webgl2 may have 256 rows and as many columns \(MAX/,
    );
    expect(message).toMatch('batches of at most 256 rows fit');
    await expectSame('webgl2', { ...job, batchSize: 256 });
  });

  test('a layer that does not fit is refused', async () => {
    const { code, message } = await run('webgl2', { inputs: 300, hidden: 5, rows: 8, batchSize: 4 });
    expect(code).toBe('GPU_LIMIT');
    expect(message).toMatch(/the parameter 'hidden 1 weights' has 300 × 5 numbers, .*; 256 × 5 would fit, or use @nnf/);
  });
});

describe('buffers of at most 64 KiB', () => {
  beforeEach(() => tab.evaluate(() => page.limitBuffers(65_536)));

  test('a run is split, so that none is larger', async () => {
    // Without the limit, the data of 64 batches would be a buffer of 163,840 bytes.
    await expectSame('webgpu', { inputs: 20, hidden: 5, rows: 2100, batchSize: 32 });
    expect((await largest()).bytes).toBeLessThanOrEqual(65_536);
  });

  test('a batch that does not fit is refused, with one that does', async () => {
    const job = { inputs: 20, hidden: 5, rows: 1000, batchSize: 1000 };
    const { code, message } = await run('webgpu', job);
    expect(code).toBe('GPU_LIMIT');
    expect(message).toMatch(
      /the data's inputs has 1000 × 20 numbers, 80000 bytes, and .* may have 65536 \(maxBufferSize\)/,
    );
    expect(message).toMatch('batches of at most 819 rows fit');
    await expectSame('webgpu', { ...job, batchSize: 819 });
  });
});

test('a matrix that is larger than this device has textures', async () => {
  const { code, message } = await run('webgl2', { inputs: 40_000, hidden: 1, rows: 2, batchSize: 1 });
  expect(code).toBe('GPU_LIMIT');
  expect(message).toMatch(
    /has 40000 × 1 numbers, and a matrix in webgl2 may have \d{4,5} rows .* \(MAX_TEXTURE_SIZE\)/,
  );
});

test('a parameter beyond the 128 MiB that WebGPU promises', async () => {
  await tab.evaluate((bytes) => page.limitBuffers(bytes), promisedBytes);
  const { code, message } = await run('webgpu', { inputs: 6000, hidden: 6000, rows: 2, batchSize: 1 });
  expect(code).toBe('GPU_LIMIT');
  expect(message).toMatch('has 6000 × 6000 numbers, 144000000 bytes, and a matrix in webgpu may have 134217728');
  expect((await largest()).bytes).toBe(0);
});

// Shaders that count in float32 are exact below 2^24.
test.each(['webgpu', 'webgl2', 'webasm'] as const)('a matrix of more than 2^24 numbers, in mode %s', async (mode) => {
  await expectSame(mode, { inputs: 4200, hidden: 4100, rows: 2, batchSize: 1 });
});

test.each(['webgpu', 'webgl2', 'webasm'] as const)('60,000 × 784 numbers, 188 MB, in mode %s', async (mode) => {
  await tab.evaluate((bytes) => page.limitBuffers(bytes), promisedBytes);
  await expectSame(mode, { inputs: 784, hidden: 2, rows: 60_000, batchSize: 1000 });
  if (mode === 'webgpu') expect((await largest()).bytes).toBeLessThanOrEqual(2 ** 24);
});
