import { gzipSync } from 'node:zlib';
import { cpu } from '@nnf/backend-cpu';
import { createNetwork } from '@nnf/core';
import { zeros } from '@nnf/initializers';
import { PNG } from 'pngjs';
import { expect, test } from 'vitest';
import { layersOf } from '../shared/model.js';
import { dropFiles, type GivenFile } from './testing/drop-files.js';
import { PageUnderTest, quick } from './testing/open-page.js';
import { readTestDigits, type TestDigit } from './testing/test-digits.js';

const page = new PageUnderTest();

/** An IDX file of bytes: a header, then numbers. */
function idx(name: string, sizes: readonly number[], numbers: readonly number[]): GivenFile {
  const header = Buffer.alloc(4 + 4 * sizes.length);
  header.set([0, 0, 8, sizes.length]);
  for (const [i, value] of sizes.entries()) header.writeUInt32BE(value, 4 + 4 * i);
  return { name, mimeType: '', buffer: Buffer.concat([header, Buffer.from(numbers)]) };
}

/** Three kinds of stripes, 8 × 8 pixels. */
function stripes(count: number): readonly GivenFile[] {
  const labels = Array.from({ length: count }, (_, i) => i % 3);
  const pixels = labels.flatMap((label) => Array.from({ length: 64 }, (_, i) => (i % 3 === label ? 255 : 0)));
  return [idx('my-images', [count, 8, 8], pixels), idx('my-labels', [count], labels)];
}

/** A digit as a user's scanner or camera might produce it. */
function pictureOf({ label, pixels }: TestDigit, place: number, isDarkOnLight: boolean): GivenFile {
  const png = new PNG({ width: 28, height: 28 });
  for (const [i, value] of pixels.entries()) {
    const grey = isDarkOnLight ? 255 - value : value;
    png.data.set([grey, grey, grey, 255], 4 * i);
  }
  return { name: `${label}-mine-${place}.png`, mimeType: 'image/png', buffer: PNG.sync.write(png) };
}

test('a damaged file with a clear message, and goes on', async () => {
  const tab = await page.open(quick);
  const images = gzipSync(Buffer.from([0, 0, 8, 3, 0, 0, 0, 9, 0, 0, 0, 28, 0, 0, 0, 28, 1, 2, 3]));
  await tab.setInputFiles('#files', { name: 'broken-images.gz', mimeType: 'application/gzip', buffer: images });
  await tab.waitForSelector('#own-message.error');
  expect(await page.text('own-message')).toContain('broken-images.gz');
  await page.train();
});

test.each(['chosen', 'dropped'])('IDX files, %s; then back to MNIST', async (way) => {
  const tab = await page.open();
  const files = stripes(50);
  if (way === 'chosen') await tab.setInputFiles('#files', [...files]);
  else await dropFiles(tab, files);
  await tab.waitForFunction(() => document.querySelector('#own-message')?.textContent?.includes('8 × 8'));
  expect(await page.text('own-message')).toBe('40 images of 8 × 8 to learn from, 10 for the test.');
  await tab.waitForFunction(() => document.querySelectorAll('#bars li').length === 3);
  await page.train();
  await tab.click('#use-mnist');
  await tab.waitForFunction(() => document.querySelectorAll('#bars li').length === 10);
  await page.state('ready');
  expect(await page.text('status')).toContain('500 images of MNIST');
});

test('pictures with a label each, dark on light or light on dark', async () => {
  const tab = await page.open('epochs=30&batchSize=4&learningRate=0.05&initializer=he&seed=1');
  const digits = readTestDigits(40);
  await dropFiles(
    tab,
    digits.map((digit, i) => pictureOf(digit, i, i % 2 === 0)),
  );
  await tab.waitForFunction(() => document.querySelector('#own-message')?.textContent?.includes('learn from'));
  expect(await page.text('own-message')).toBe('32 images of 28 × 28 to learn from, 8 for the test.');
  // Every fifth picture is for the test. The page must show the same pixels that the picture was made from.
  await tab.click('#test-digit');
  await tab.waitForFunction(() => /%/.test(document.querySelector('#bars')?.textContent ?? ''));
  const seen = await tab.locator('canvas#seen').evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, 28, 28);
    return Array.from(data).filter((_, i) => i % 4 === 0);
  });
  for (const [i, value] of digits[4]!.pixels.entries()) expect(Math.abs(seen[i]! - value)).toBeLessThanOrEqual(1);
  await page.train();
  expect(Number.parseFloat(await page.text('fact-accuracy'))).toBeGreaterThan(80);
});

test('a picture without a label with a clear message', async () => {
  const tab = await page.open();
  const [digit] = readTestDigits(1);
  await dropFiles(tab, [{ ...pictureOf(digit!, 0, true), name: 'seven.png' }]);
  await tab.waitForSelector('#own-message.error');
  expect(await page.text('own-message')).toBe(
    'seven.png: the label is missing; begin the name with it, as in 7-mine.png.',
  );
});

test('the weights, with which another network says what the page’s says', async () => {
  await page.open(`${quick}&hidden=12-relu`);
  await page.train();
  const saved: unknown = JSON.parse(await page.saved('#export-weights'));
  const parameters = parametersOf(saved);
  expect(parameters.map(({ name, rows, columns }) => [name, rows, columns])).toEqual([
    ['hidden 1 weights', 784, 12],
    ['hidden 1 biases', 1, 12],
    ['output weights', 12, 10],
    ['output biases', 1, 10],
  ]);
  const layers = layersOf({ pixels: 784, hidden: [12], classes: 10 }, { weights: zeros, biases: zeros });
  const network = await createNetwork(layers, { backend: cpu(), seed: 0 });
  network.writeParameters(parameters.map(({ name, data }) => ({ name, data: Float32Array.from(data) })));
  const digits = readTestDigits(500);
  const inputs = { rows: 500, columns: 784, data: new Uint8Array(500 * 784), scale: 1 / 255 };
  for (const [i, { pixels }] of digits.entries()) inputs.data.set(pixels, i * 784);
  const { classes } = await network.predict(inputs);
  const right = digits.filter(({ label }, i) => classes[i] === label).length;
  expect(await page.text('fact-test')).toBe(`${(right / 5).toFixed(2)}%`);
  network.dispose();
});

interface SavedParameter {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly data: readonly number[];
}

function parametersOf(saved: unknown): readonly SavedParameter[] {
  if (!Array.isArray(saved)) throw new TypeError('the file is no list');
  return saved.map((parameter: SavedParameter) => {
    expect(parameter.data).toHaveLength(parameter.rows * parameter.columns);
    return parameter;
  });
}
