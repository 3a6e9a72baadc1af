// Makes pictures of the page: three sizes, light and dark, as it opens and after training.
//
//   npx tsx apps/mnist-demo/src/web/testing/screenshots.ts FOLDER
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startChromium } from '../../../../../tests/browser/chromium.js';
import { serveBuiltPage } from './built-page.js';
import { drawDigit } from './draw-digit.js';

const sizes = [
  [360, 780],
  [900, 1100],
  [1440, 1000],
] as const;

const [folder = 'screenshots'] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const page = await serveBuiltPage();
const browser = await startChromium();
if (!browser) throw new Error('there is no Chromium');
try {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const [width, height] of sizes) {
      const tab = await browser.context.newPage();
      await tab.setViewportSize({ width, height });
      await tab.emulateMedia({ colorScheme });
      await tab.goto(
        `${page.address}#samples=2000&testSamples=1000&epochs=40&batchSize=16&learningRate=0.05&initializer=he&seed=1`,
      );
      await tab.waitForSelector('body[data-state=ready]');
      await tab.screenshot({ path: join(folder, `${width}-${colorScheme}-opened.png`), fullPage: true });
      await tab.click('#run');
      await tab.waitForSelector('body[data-state=finished]', { timeout: 60_000 });
      await drawDigit(tab, [
        [0.3, 0.25],
        [0.7, 0.25],
        [0.62, 0.45],
        [0.45, 0.8],
      ]);
      await tab.click('#confusion button:enabled');
      await tab.waitForSelector('#confused canvas');
      await tab.screenshot({ path: join(folder, `${width}-${colorScheme}-trained.png`), fullPage: true });
      await tab.close();
    }
  }
} finally {
  await browser.close();
  await page.stop();
}
