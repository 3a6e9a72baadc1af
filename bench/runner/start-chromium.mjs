// Starts a headless Chromium for measurements.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { findChromium } from './find-chromium.mjs';

const flags = [
  '--no-sandbox', // Chromium does not start as root with its sandbox.
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--enable-unsafe-webgpu',
];

/**
 * Starts Chromium with WebGPU. `close` also removes the profile.
 *
 * @param gpu whether to use the machine's GPU instead of a software adapter
 * @returns `newPage` and `close`
 */
export async function startChromium({ gpu = false } = {}) {
  const profile = mkdtempSync(join(tmpdir(), 'nnf-bench-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: findChromium(),
    headless: true,
    args: [...flags, gpu ? '--ignore-gpu-blocklist' : '--use-webgpu-adapter=swiftshader'],
  });
  return {
    newPage: () => context.newPage(),
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
