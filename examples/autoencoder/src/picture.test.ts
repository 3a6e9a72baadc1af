import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { afterAll, expect, test } from 'vitest';
import { picturesToPng, readPicture } from './picture.js';
import { WrongUse } from './wrong-use.js';

const folder = mkdtempSync(join(tmpdir(), 'nnf-picture-'));
const file = join(folder, 'picture.png');
afterAll(() => rmSync(folder, { recursive: true }));

type Pixel = readonly [red: number, green: number, blue: number, opacity: number];

function write(width: number, height: number, pixel: (x: number, y: number) => Pixel): Buffer {
  const png = new PNG({ width, height });
  for (let at = 0; at < width * height; at++) png.data.set(pixel(at % width, Math.floor(at / width)), 4 * at);
  const bytes = PNG.sync.write(png);
  writeFileSync(file, bytes);
  return bytes;
}

test('the middle square, each pixel the mean of its area', async () => {
  // The columns outside the middle square are white, and must not affect the result.
  write(8, 6, (x, y) => (x === 0 || x === 7 ? [255, 255, 255, 255] : [10 * x, 10 * x, 10 * x, y < 3 ? 255 : 0]));
  const { size, pixels } = await readPicture(file, 2);
  expect(size).toBe(2);
  expect(pixels[0]).toBeCloseTo(20 / 255, 12); // columns 1 to 3
  expect(pixels[1]).toBeCloseTo(50 / 255, 12);
  // Transparent pixels are read as if on white paper.
  expect(pixels.slice(2)).toEqual([expect.closeTo(1, 12), expect.closeTo(1, 12)]);
});

test('shares of a pixel where the sizes do not divide, and a picture smaller than asked for', async () => {
  write(3, 3, (x) => [[0, 90, 240][x]!, [0, 90, 240][x]!, [0, 90, 240][x]!, 255]);
  const { pixels } = await readPicture(file, 2);
  expect(pixels[0]! * 255).toBeCloseTo((0 + 90 / 2) / 1.5, 9);
  expect(pixels[1]! * 255).toBeCloseTo((90 / 2 + 240) / 1.5, 9);
  expect((await readPicture(file, 6)).pixels.slice(0, 6).map((pixel) => Math.round(255 * pixel))).toEqual([
    0, 0, 90, 90, 240, 240,
  ]);
});

test('colours weigh as much as they are seen', async () => {
  const pure = [0, 1, 2].map((part) => [0, 1, 2].map((i) => (i === part ? 255 : 0)));
  write(3, 3, (x) => [pure[x]![0]!, pure[x]![1]!, pure[x]![2]!, 255]);
  const { pixels } = await readPicture(file, 3);
  expect(pixels.slice(0, 3)).toEqual([0.299, 0.587, 0.114].map((share) => expect.closeTo(share, 12)));
});

test('refuses files that are missing, not PNG, cut short or damaged', async () => {
  const whole = write(30, 30, (x, y) => [8 * x, 8 * y, (x * y) % 256, 255]);
  const damaged = Buffer.from(whole);
  damaged.fill(0x55, 60, 90);
  for (const bytes of ['', 'GIF89a', whole.subarray(0, whole.length >> 1), whole.subarray(0, 20), damaged]) {
    writeFileSync(file, bytes);
    await expect(readPicture(file, 20)).rejects.toThrow(WrongUse);
    await expect(readPicture(file, 20)).rejects.toThrow(`${file}: not a PNG picture, or damaged: `);
  }
  await expect(readPicture(join(folder, 'none.png'), 20)).rejects.toThrow(/none\.png: cannot be read: ENOENT/);
  await expect(readPicture(folder, 20)).rejects.toThrow(WrongUse);
});

test('pictures side by side, a pixel as eight by eight', () => {
  const pictures = [
    { size: 2, pixels: [0, 1, 0.5, 0.2] },
    { size: 2, pixels: [1, 0, 0.8, 0.4] },
  ];
  const { width, height, data } = PNG.sync.read(Buffer.from(picturesToPng(pictures)));
  expect([width, height]).toEqual([8 + 2 * 24, 8 + 16 + 8]);
  const at = (x: number, y: number) => [...data.subarray(4 * (y * width + x), 4 * (y * width + x) + 4)];
  pictures.forEach(({ pixels }, i) => {
    pixels.forEach((pixel, place) => {
      const [left, top] = [8 + 24 * i + 8 * (place % 2), 8 + 8 * (place >> 1)];
      const grey = Math.round(255 * pixel);
      for (const offset of [0, 7]) expect(at(left + offset, top + offset)).toEqual([grey, grey, grey, 255]);
    });
  });
  expect(at(7, 8)).toEqual([255, 255, 255, 255]);
  expect(at(24, 8)).toEqual([255, 255, 255, 255]);
});
