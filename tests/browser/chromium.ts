import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import type { TestContext } from 'vitest';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const howToInstall =
  'Chromium is not installed: `apt-get install --no-install-recommends chromium`, or put its path in the variable CHROMIUM';

/**
 * The first two flags give Chromium a software WebGPU adapter on every machine. With the third flag, all WebGL contexts share
 * their compiled shaders. Every network has its own context and compiling takes most of the time, so this halves the duration of
 * the tests.
 */
export const webGpuFlags: readonly string[] = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-angle-features=preferGlobalPipelineCache',
];

/** An installed browser; nothing is downloaded. `close` also removes the browser's profile. */
export interface Browser {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

/**
 * Skips a test, with the reason, if there is no Chromium.
 *
 * @throws Error if there is no Chromium in CI (CI=true)
 */
export function needChromium({ skip }: Pick<TestContext, 'skip'>): void {
  if (findChromium() !== undefined) return;
  if (process.env.CI) throw new Error(howToInstall);
  skip(howToInstall);
}

/** Starts a headless Chromium. If there is none, warns that its tests are skipped. */
export async function startChromium(flags: readonly string[] = []): Promise<Browser | undefined> {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    // Some reporters do not show why a test is skipped.
    console.warn(`Tests in a browser are skipped. ${howToInstall}`);
    return undefined;
  }
  const profile = mkdtempSync(join(tmpdir(), 'nnf-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    // As root, Chromium does not start with its sandbox. The other flags prevent requests to the internet.
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
 * Opens a page, waits until its title is `finished`, and returns its `console.log` output.
 *
 * @throws Error if the page throws, sends a request to another server, or takes longer than two minutes
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
