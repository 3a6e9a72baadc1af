import { cpu } from '@nnf/backend-cpu';
import { gpu } from '@nnf/backend-gpujs';
import { reference } from '@nnf/backend-reference';
import type { Backend } from '@nnf/core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FileServer } from '../packages/dataset-mnist/src/test-support/file-server.js';
import { type Browser, needChromium, startChromium, webGpuFlags } from './browser/chromium.js';
import type { CustomActivationPage } from './browser/custom-activation-page.js';
import { bundlePage } from './browser/page-bundle.js';
import { startPageServer } from './browser/page-server.js';
import { type ESwishTraining, trainESwish } from './e-swish-training.js';

/** A global that the page's script defines. */
declare const page: CustomActivationPage;

const expected = await trainESwish(reference());

function expectLikeReference(found: ESwishTraining, executes: string, tolerance: number): void {
  expect(found.executes).toBe(executes);
  expect(found.numbers).toHaveLength(expected.numbers.length);
  found.numbers.forEach((value, i) => {
    const right = expected.numbers[i]!;
    expect(Math.abs(value - right)).toBeLessThanOrEqual(tolerance * (1 + Math.abs(right)));
  });
  expect(found.numbers[19]).toBeLessThan(found.numbers[0]! / 2);
}

it.each<[string, () => Backend, string, number]>([
  ['reference', reference, 'reference, float64 interpreter', 0],
  ['cpu in float64', () => cpu({ dtype: 'float64' }), 'cpu, float64 WebAssembly SIMD', 1e-12],
  ['cpu in float32', cpu, 'cpu, float32 WebAssembly SIMD', 1e-5],
  ['gpu in webasm', () => gpu({ mode: 'webasm' }), 'gpujs, gpu.js webasm, fused-sync', 1e-5],
  ['gpu in cpu', () => gpu({ mode: 'cpu' }), 'gpujs, gpu.js cpu, generic', 1e-5],
])('a custom activation trains on %s as on the reference', async (_, backend, executes, tolerance) => {
  expectLikeReference(await trainESwish(backend()), executes, tolerance);
});

describe('in Chromium', () => {
  let browser: Browser | undefined;
  let server: FileServer;
  beforeAll(async () => {
    browser = await startChromium(webGpuFlags);
    const html = '<!doctype html><title>e-swish</title><script type="module" src="/page.js"></script>';
    server = await startPageServer(
      new Map<string, string | Uint8Array>([['/', html], ...(await bundlePage('custom-activation-page.ts'))]),
    );
  });
  beforeEach((context) => needChromium(context));
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  it.each([
    ['webgpu', 'fused-encoder'],
    ['webgl2', 'chained'],
    ['webasm', 'fused-sync'],
  ] as const)('a custom activation trains on gpu in %s as on the reference', async (mode, executor) => {
    const tab = await browser!.context.newPage();
    await tab.goto(server.address);
    await tab.waitForFunction(() => typeof page === 'object');
    const found = await tab.evaluate((one) => page.train(one), mode);
    await tab.close();
    expectLikeReference(found, `gpujs, gpu.js ${mode}, ${executor}`, 1e-4);
  });
});
