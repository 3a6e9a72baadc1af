import { expect, test } from 'vitest';
import { PageUnderTest, quick } from './testing/open-page.js';

const page = new PageUnderTest();

test('the walkthrough, to its end, with the seed the same as the command line', async () => {
  await page.open();
  expect(await page.text('status')).toBe('Ready: 500 images of MNIST, 100 for the test; 8,070 parameters.');
  await page.train();
  const lines = (await page.history()).trim().split('\n');
  expect(lines).toHaveLength(1001);
  // `pnpm demo --seed 1` prints the same accuracy, as the docs and this app's README show.
  expect(await page.text('fact-epoch')).toBe('1,000 / 1,000');
  expect(await page.text('fact-test')).toBe('80.00%');
});

test('the preset of all images: over 98 % of the 10,000 test images are right', async () => {
  const tab = await page.open();
  await tab.click('button[data-preset=all]');
  expect(await page.text('run')).toBe('Train new network');
  await page.train(300_000);
  expect(await page.text('status')).toMatch(/^Trained after 10 epochs/);
  console.log(await page.text('status'));
  expect(Number.parseFloat(await page.text('fact-test'))).toBeGreaterThan(98);
  const parts = page.built.server.requests.filter((path) => path.includes('-images-'));
  expect(new Set(parts).size).toBe(70);
  const counts = await tab.locator('#confusion tbody button').allTextContents();
  expect(counts.reduce((sum, count) => sum + Number(count), 0)).toBe(10_000);
}, 360_000);

test('paused and resumed, by steps, and from its link: always the same run', async () => {
  const first = await page.open(quick);
  await page.train();
  const whole = await page.history();
  const link = first.url();
  await first.close();

  const tab = await page.open(link.slice(link.indexOf('#') + 1));
  await tab.click('#step');
  await page.state('paused');
  expect(await page.text('fact-epoch')).toBe('1 / 20');
  await tab.click('#run');
  await tab.waitForFunction(() => Number.parseInt(document.querySelector('#fact-epoch')?.textContent ?? '', 10) > 2);
  // Training may finish before the pause takes effect.
  await tab.click('#run');
  await tab.waitForFunction(() => /paused|finished/.test(document.body.dataset.state ?? ''));
  if ((await tab.locator('body').getAttribute('data-state')) === 'paused') await tab.click('#run');
  await page.state('finished');
  expect(await page.history()).toBe(whole);
});

test('a setting that needs a new network says so, others do not', async () => {
  const tab = await page.open(quick);
  await tab.click('#step');
  await page.state('paused');
  await tab.fill('input[name=learningRate]', '0.01');
  expect(await page.text('run')).toBe('Resume');
  await tab.fill('input[name=seed]', '4');
  expect(await page.text('notice')).toBe('Needs a new network: seed.');
  expect(await page.text('run')).toBe('Train new network');
  expect(tab.url()).toContain('seed=4');
  await tab.fill('input[name=epochs]', '0');
  expect(await page.text('notice')).toContain('Epochs: expected a whole number from 1');
});

test('a network with an activation of the reader’s own', async () => {
  const tab = await page.open(quick);
  await tab.fill('#expression', 'x > 0 ? x : 0.2 * (exp(x) - oops)');
  await tab.waitForSelector('#expression-message.error');
  expect(await page.text('expression-message')).toContain('Unknown name ‘oops’');
  expect(await tab.locator('#expression-message mark').textContent()).toBe('oops');
  await tab.fill('#expression', 'x > 0 ? x : 0.2 * (exp(x) - 1)');
  await tab.waitForSelector('#expression-message:not(.error)');
  await tab.locator('.layer select').first().selectOption('custom');
  await page.train();
  expect(await page.text('summary')).toMatch(/hidden 1 .* custom/);
  expect(Number.parseFloat(await page.text('fact-test'))).toBeGreaterThan(70);
});

test('a GPU mode that the browser lacks is refused with a clear message', async () => {
  const tab = await page.open(quick);
  await tab.selectOption('select[name=backend]', 'gpu-webgpu');
  await tab.click('#run');
  await page.state('failed');
  expect(await page.text('status')).toContain("mode 'webgpu' is not available here");
  await tab.selectOption('select[name=backend]', 'cpu');
  await page.train();
  expect(await page.text('executes')).toBe('Runs on cpu, float32 WebAssembly SIMD; seed 3.');
});
