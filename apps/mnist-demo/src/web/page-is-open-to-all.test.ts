import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { drawDigit } from './testing/draw-digit.js';
import { outOfProportion, PageUnderTest, quick } from './testing/open-page.js';
import { tabThrough } from './testing/tab-through.js';

const page = new PageUnderTest();
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

test('it is ready after less than 100 kB gzip, without data; 500 samples do not download 60,000', async () => {
  const { address, server, stop } = await page.built.serveAgain();
  const tab = await page.open('', address);
  await tab.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  const loaded = [...new Set(server.requests)].filter((path) => page.built.files.has(path));
  const isSoon = (path: string): boolean => path.includes('/soon/');
  const code = loaded.filter((path) => !path.includes('/data/') && !isSoon(path));
  const size = code.reduce((sum, path) => sum + gzipSync(page.built.files.get(path)!).length, 0);
  console.log(`first load: ${(size / 1000).toFixed(1)} kB gzip in ${code.length} files`);
  expect(code.length).toBeGreaterThanOrEqual(5);
  expect(size).toBeLessThan(100_000);
  // The charts are downloaded, and kept for later visits, once the page is ready.
  await tab.waitForSelector('#loss-chart .uplot');
  expect(server.requests.findIndex(isSoon)).toBeGreaterThan(
    server.requests.findIndex((path) => path.includes('/data/t10k-images')),
  );
  const images = loaded.filter((path) => path.includes('-images-'));
  expect(images.map((path) => path.slice(path.lastIndexOf('/') + 1)).sort()).toEqual([
    't10k-images-00.idx.gz',
    'train-images-00.idx.gz',
  ]);
  // The GPU backend is downloaded when the user chooses it.
  const before = server.requests.length;
  await tab.selectOption('select[name=backend]', 'gpu-webasm');
  await tab.click('#run');
  await tab.waitForFunction(() => document.querySelector('#executes')?.textContent?.includes('webasm'));
  const later = server.requests.slice(before).map((path) => page.built.files.get(path)?.length ?? 0);
  expect(Math.max(...later)).toBeGreaterThan(500_000);
  await tab.close();
  await stop();
});

test('its security policy blocks inline scripts and other servers', async () => {
  const tab = await page.open(quick);
  const blocked = await tab.evaluate(async () => {
    const directives: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) => directives.push(event.effectiveDirective));
    const script = document.createElement('script');
    script.textContent = 'globalThis.injected = true';
    document.head.append(script);
    await fetch('//localhost/elsewhere').catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 50));
    return { directives, ran: 'injected' in globalThis };
  });
  expect(blocked).toEqual({ directives: ['script-src-elem', 'connect-src'], ran: false });
  // The page's tests notice what is blocked.
  expect(page.takeFaults().join()).toContain('Content Security Policy');
  await tab.close();
});

test.each(['light', 'dark'] as const)('axe finds nothing: %s', async (colorScheme) => {
  const tab = await page.open(quick);
  await tab.emulateMedia({ colorScheme });
  await page.train();
  await tab.evaluate(axe);
  const found = await tab.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  });
  expect(found).toEqual([]);
});

test('every control is reached by Tab, in the order of the page, and shows that it is', async () => {
  const tab = await page.open(quick);
  await page.train();
  const { reached, controls } = await tabThrough(tab);
  expect(controls.length).toBeGreaterThan(40);
  expect(reached).toEqual(controls);
});

test('without a mouse: trains, chooses, shows digits and mistakes', async () => {
  const tab = await page.open(quick);
  await tab.focus('#step');
  for (const epochs of [1, 2]) {
    await tab.keyboard.press('Space');
    await tab.waitForFunction(
      (done) =>
        document.querySelector('#fact-epoch')?.textContent === `${done} / 20` &&
        document.body.dataset.state === 'paused',
      epochs,
    );
  }
  await tab.keyboard.press('Shift+Tab');
  await tab.keyboard.press('Enter');
  await page.state('finished');
  expect(await tab.evaluate(() => document.activeElement?.id)).toBe('run');
  await tab.focus('select[name=optimizer]');
  await tab.keyboard.press('a');
  await tab.waitForFunction(() => document.querySelector('#notice')?.textContent?.endsWith('optimizer.'));
  await tab.focus('#add-layer');
  await tab.keyboard.press('Enter');
  await tab.keyboard.press('ArrowUp');
  expect(tab.url()).toContain('hidden=10-relu%2C10-relu%2C11-relu');
  await tab.focus('#test-digit');
  await tab.keyboard.press('Space');
  await tab.waitForFunction(() => document.querySelector('#answer')?.textContent?.startsWith('It says'));
  await tab.locator('#confusion button:enabled').first().focus();
  await tab.keyboard.press('Enter');
  await tab.waitForSelector('#confused canvas');
  await tab.focus('.plan summary');
  await tab.keyboard.press('Enter');
  expect(await page.text('plan')).toContain('matmul');
  // Asked for before the key, so that a slow browser does not open a real one.
  const opened = tab.waitForEvent('filechooser');
  await tab.focus('#files');
  await tab.keyboard.press('Space');
  const chooser = await opened;
  expect(chooser.isMultiple()).toBe(true);
});

test('light and dark, by choice, in all that is drawn, and kept', async () => {
  const tab = await page.open(quick);
  await tab.emulateMedia({ colorScheme: 'light' });
  const look = async () => ({
    page: await tab.evaluate(() => getComputedStyle(document.documentElement).backgroundColor),
    weights: await page.drawn('weights'),
    pad: await page.drawn('pad'),
    network: await page.drawn('network'),
  });
  await tab.click('#test-digit');
  await tab.waitForFunction(() => /%/.test(document.querySelector('#bars')?.textContent ?? ''));
  await tab.waitForTimeout(300);
  const light = await look();
  await tab.selectOption('#theme', 'dark');
  const dark = await look();
  for (const part of ['page', 'weights', 'pad', 'network'] as const) expect(dark[part]).not.toBe(light[part]);
  await tab.selectOption('#theme', 'light');
  expect(await look()).toEqual(light);
  await tab.selectOption('#theme', 'dark');
  await tab.reload();
  await page.state('ready');
  expect((await look()).page).toBe(dark.page);
  await tab.selectOption('#theme', 'system');
  expect((await look()).page).toBe(light.page);
});

test.each([360, 760, 1440])('nothing moves, and nothing is wider than the page: %i', async (width) => {
  const tab = await page.open(quick);
  await tab.setViewportSize({ width, height: 900 });
  await tab.reload();
  await page.state('ready');
  await page.train();
  expect(await tab.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  expect((await page.records()).shift).toBeLessThan(0.01);
});

test('no task is longer than 50 ms after load, on a processor four times as slow', async () => {
  const tab = await page.open(quick.replace('epochs=20', 'epochs=60'));
  const session = await tab.context().newCDPSession(tab);
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  await tab.waitForTimeout(500);
  await page.forget();
  await page.train();
  await drawDigit(tab, [
    [0.2, 0.2],
    [0.8, 0.8],
  ]);
  const { longest } = await page.records();
  console.log(`longest task: ${longest} ms`);
  expect(longest).toBeLessThan(outOfProportion(50));
});

test('it loses its network and goes on', async () => {
  const { address, stop } = await page.built.serveAgain();
  const tab = await page.open(quick, address);
  await tab.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  // The service worker answers from the second visit on, and caches the images then.
  await tab.reload();
  await page.state('ready');
  await stop();
  await tab.reload();
  await page.state('ready');
  await tab.fill('input[name=samples]', '30000');
  await tab.waitForSelector('#status.error');
  expect(await page.text('status')).toContain('The images could not be downloaded: this machine is offline.');
  await tab.fill('input[name=samples]', '900');
  await tab.selectOption('select[name=backend]', 'gpu-auto');
  await tab.click('#run');
  await page.state('failed');
  expect(await page.text('status')).toBe(
    'The GPU backend could not be downloaded: this machine is offline. The CPU backend still works.',
  );
  await tab.selectOption('select[name=backend]', 'cpu');
  await page.train();
});

test('a wrong answer for the images is not kept', async () => {
  const { address, replaced, stop } = await page.built.serveAgain();
  const tab = await page.open(quick, address);
  await tab.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  const images = '/some/folder/data/t10k-images-00.idx.gz';
  replaced.set(images, new TextEncoder().encode('<html>log in</html>'));
  // The worker answers from the second visit on.
  await tab.reload();
  await tab.waitForSelector('#status.error');
  expect(await page.text('status')).toContain('t10k-images-00.idx.gz');
  replaced.delete(images);
  await tab.reload();
  await page.state('ready');
  await page.train();
  await stop();
});
