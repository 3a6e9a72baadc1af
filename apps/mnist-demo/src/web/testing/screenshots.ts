// Takes screenshots of the page in three sizes, light and dark, before and after training. Also makes page.webp for the README.
//
//   npx tsx apps/mnist-demo/src/web/testing/screenshots.ts FOLDER
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, startChromium } from '../../../../../tests/browser/chromium.js';
import { buildPage, serveBuiltPage } from './built-page.js';
import { drawDigit, type Tab } from './draw-digit.js';

const sizes = [
  [360, 780],
  [900, 1100],
  [1440, 1000],
] as const;
const settings = 'samples=2000&testSamples=1000&epochs=40&batchSize=16&learningRate=0.05&initializer=he&seed=1';

const [folder = 'screenshots'] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const built = mkdtempSync(join(tmpdir(), 'nnf-page-'));
await buildPage(built);
const page = await serveBuiltPage(built);
const browser = await startChromium();
if (!browser) throw new Error('there is no Chromium');
try {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const [width, height] of sizes) {
      const tab = await open(browser, width, height, colorScheme);
      await tab.screenshot({ path: join(folder, `${width}-${colorScheme}-opened.png`), fullPage: true });
      await train(tab);
      await tab.click('#confusion button:enabled');
      await tab.waitForSelector('#confused canvas');
      await tab.screenshot({ path: join(folder, `${width}-${colorScheme}-trained.png`), fullPage: true });
      await tab.close();
    }
  }
  const tab = await open(browser, 1000, 820, 'light');
  await train(tab);
  await tab.evaluate(() => scrollTo(0, 0));
  // A WebP file is half as large as a PNG.
  const session = await tab.context().newCDPSession(tab);
  const clip = { x: 0, y: 0, width: 1000, height: 820, scale: 0.8 };
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 85, clip });
  writeFileSync(join(folder, 'page.webp'), Buffer.from(data, 'base64'));
} finally {
  await browser.close();
  await page.stop();
  rmSync(built, { recursive: true });
}

async function open({ context }: Browser, width: number, height: number, colorScheme: 'light' | 'dark'): Promise<Tab> {
  const tab = await context.newPage();
  await tab.setViewportSize({ width, height });
  await tab.emulateMedia({ colorScheme });
  await tab.goto(`${page.address}#${settings}`);
  await tab.waitForSelector('body[data-state=ready]');
  return tab;
}

/** Trains to the end, and draws a 7. */
async function train(tab: Tab): Promise<void> {
  await tab.click('#run');
  await tab.waitForSelector('body[data-state=finished]', { timeout: 60_000 });
  await drawDigit(tab, [
    [0.3, 0.25],
    [0.7, 0.25],
    [0.62, 0.45],
    [0.45, 0.8],
  ]);
  await tab.waitForFunction(() => document.querySelector('#answer')?.textContent?.startsWith('It says'));
  // The page draws the network a moment after the bars.
  await tab.waitForTimeout(300);
}
