import { expect, test } from 'vitest';
import { drawDigit, drawDigitByTouch } from './testing/draw-digit.js';
import { outOfProportion, PageUnderTest, quick } from './testing/open-page.js';
import { readTestDigits, strokesOfDigit } from './testing/test-digits.js';

const page = new PageUnderTest();
const seven = [
  [0.2, 0.2],
  [0.8, 0.2],
  [0.7, 0.5],
  [0.4, 0.85],
] as const;

test('digits of the test set, drawn by the mouse, are recognized', async () => {
  const tab = await page.open(
    'samples=5000&testSamples=1000&epochs=12&batchSize=32&learningRate=0.002&initializer=he&optimizer=adam&hidden=64-relu&seed=1',
  );
  await page.train();
  let right = 0;
  const digits = readTestDigits(10);
  for (const { label, pixels } of digits) {
    await tab.click('#clear');
    for (const stroke of strokesOfDigit(pixels)) await drawDigit(tab, stroke, 1);
    await tab.waitForFunction(() => document.querySelector('#answer')?.textContent?.startsWith('It says'));
    // Waits for the bars of the last stroke.
    await tab.waitForTimeout(100);
    if ((await page.text('answer')).startsWith(`It says ${label},`)) right++;
  }
  expect(right).toBeGreaterThanOrEqual(8);
});

test('a finger draws what the mouse draws, and does not scroll the page', async () => {
  const tab = await page.open(quick);
  await page.train();
  await drawDigit(tab, seven);
  const byMouse = await page.drawn('seen');
  await tab.click('#clear');
  expect(await page.drawn('seen')).not.toBe(byMouse);
  const scrolled = await tab.evaluate(() => scrollY);
  await drawDigitByTouch(tab, seven);
  await tab.waitForFunction(() => document.querySelector('#answer')?.textContent?.startsWith('It says'));
  expect(await page.drawn('seen')).toBe(byMouse);
  expect(await tab.evaluate(() => scrollY)).toBe(scrolled);
});

test('within 16 ms from the pen to the bars, while training runs', async () => {
  const tab = await page.open(
    'samples=5000&testSamples=100&epochs=2000&batchSize=32&learningRate=0.01&initializer=he&hidden=64-relu&seed=1',
  );
  await tab.click('#run');
  await tab.waitForFunction(() => Number.parseInt(document.querySelector('#fact-epoch')?.textContent ?? '', 10) > 2);
  const rounds: number[] = [];
  for (let round = 0; round < 3; round++) {
    await tab.evaluate(() => performance.clearMeasures());
    for (let i = 0; i < 3; i++) await drawDigit(tab, seven);
    const times = await tab.evaluate(() => performance.getEntriesByName('pen to bars').map(({ duration }) => duration));
    expect(times.length).toBeGreaterThan(20);
    times.sort((a, b) => a - b);
    const late = times[Math.floor(times.length * 0.95)]!;
    const median = times[times.length >> 1]!;
    console.log(`pen to bars, ${times.length} times: median ${median.toFixed(1)} ms, 95th ${late.toFixed(1)} ms`);
    rounds.push(late);
  }
  // Other load on the machine only makes it slower, so the fastest round counts.
  expect(Math.min(...rounds)).toBeLessThan(outOfProportion(16));
});

test('a cell of the confusion matrix opens its images', async () => {
  const tab = await page.open(quick);
  await page.train();
  const cell = tab.locator('#confusion tbody tr:nth-child(2) button').nth(1);
  const count = Number(await cell.textContent());
  await cell.click();
  await tab.waitForSelector('#confused canvas');
  expect(await tab.locator('#confused canvas').count()).toBe(Math.min(24, count));
  expect(await tab.locator('#mistakes canvas').count()).toBeGreaterThan(0);
});

test('the first layer’s pictures change as it learns, and the network with the digit at hand', async () => {
  const tab = await page.open(quick);
  const weights = [await page.drawn('weights')];
  await tab.click('#step');
  await page.state('paused');
  weights.push(await page.drawn('weights'));
  await page.train();
  weights.push(await page.drawn('weights'));
  expect(new Set(weights).size).toBe(3);
  expect(await tab.locator('#weights').getAttribute('aria-label')).toBe(
    'First-layer weights of 10 neurons as pictures',
  );

  const networks = [await page.drawn('network')];
  for (let digit = 0; digit < 2; digit++) {
    await tab.click('#test-digit');
    await tab.waitForFunction(
      (before) => !before.includes((document.querySelector('#network') as HTMLCanvasElement).toDataURL()),
      networks,
    );
    networks.push(await page.drawn('network'));
  }
  expect(new Set(networks).size).toBe(3);
});

test('the plan as text', async () => {
  const tab = await page.open(`${quick}&hidden=12-tanh`);
  expect(await page.text('summary')).toMatch(/hidden 1 +\[batch, 12\] +tanh +9420/);
  expect(await tab.locator('#plan').isVisible()).toBe(false);
  await tab.click('.plan summary');
  expect(await page.text('plan')).toMatch(/%\d+ = matmul .* \[batch, 12\]/);
});
