import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import type { TestContext } from 'vitest';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const howToInstall =
  'Chromium is not installed: `apt-get install --no-install-recommends chromium`, or put its path in the variable CHROMIUM';

/**
 * With the first two, Chromium has a WebGPU adapter wherever it runs: one that computes in software. With the third, all
 * WebGL contexts share what they have compiled. Compiling takes most of the time of these tests, and every network has a
 * context of its own, so this halves it.
 */
export const webGpuFlags: readonly string[] = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-angle-features=preferGlobalPipelineCache',
];

/** A browser of the machine's own; nothing is downloaded. `close` also removes what it wrote. */
export interface Browser {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

/**
 * Skips a test, and says why, where there is no Chromium; in CI that is a failure.
 *
 * @throws Error with CI=true, where there is no Chromium
 */
export function needChromium({ skip }: Pick<TestContext, 'skip'>): void {
  if (findChromium() !== undefined) return;
  if (process.env.CI) throw new Error(howToInstall);
  skip(howToInstall);
}

/** Starts Chromium without a window; where there is none, says that its tests are skipped. */
export async function startChromium(flags: readonly string[] = []): Promise<Browser | undefined> {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    // Not every reporter shows why a test is skipped.
    console.warn(`Tests in a browser are skipped. ${howToInstall}`);
    return undefined;
  }
  const profile = mkdtempSync(join(tmpdir(), 'nnf-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    // It will not start as root with its sandbox, and must ask nobody outside for anything.
    args: [
      '--no-sandbox',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...flags,
    ],
  });
  return {
    context,
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/**
 * Opens a page, and gives what it has printed by `console.log` once it has set its title to `finished`.
 *
 * @throws Error if the page throws, asks another server for anything, or takes longer than two minutes
 */
export async function runPage({ context }: Browser, address: string): Promise<string> {
  const page = await context.newPage();
  try {
    const printed: string[] = [];
    const failed = failureOf(page, new URL(address).origin);
    page.on('console', (message) => message.type() === 'log' && printed.push(message.text()));
    await page.goto(address);
    await Promise.race([failed, page.waitForFunction(() => document.title === 'finished', null, { timeout: 120_000 })]);
    return printed.join('\n');
  } finally {
    await page.close();
  }
}

function failureOf(page: Page, origin: string): Promise<never> {
  const failed = new Promise<never>((_, reject) => {
    page.on('pageerror', reject);
    page.on('request', (request) => {
      if (!/^(data|blob):/.test(request.url()) && new URL(request.url()).origin !== origin)
        reject(new Error(`the page asks for ${request.url()}`));
    });
  });
  failed.catch(() => {});
  return failed;
}

function findChromium(): string | undefined {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find((path) => existsSync(path));
}
