import { expect, test } from 'vitest';
import { trainOnPicture } from './picture-autoencoder.js';
import { samplePicture } from './sample-picture.js';

test('a small picture comes back, the closer the longer it is trained', async () => {
  const picture = samplePicture(8);
  const { stages } = await trainOnPicture(picture, { seed: 1, epochs: 2000 });

  expect(stages.map(({ epochs }) => epochs)).toEqual([1, 10, 100, 1000, 2000]);
  const furthest = stages.map((stage) =>
    Math.max(...stage.picture.pixels.map((pixel, i) => Math.abs(pixel - picture.pixels[i]!))),
  );
  expect(furthest[0]).toBeGreaterThan(0.3);
  expect(furthest.at(-1)).toBeLessThan(0.1);
  expect([...furthest].sort((a, b) => b - a)).toEqual(furthest);
});

test('the last stage is the last update, and there is one of it', async () => {
  const { stages } = await trainOnPicture(samplePicture(4), { seed: 1, epochs: 10 });
  expect(stages.map(({ epochs }) => epochs)).toEqual([1, 10]);
});

test('the sample is a picture of light and dark', () => {
  const { size, pixels } = samplePicture(20);
  expect(pixels).toHaveLength(size * size);
  expect(Math.min(...pixels)).toBeGreaterThanOrEqual(0);
  expect(Math.min(...pixels)).toBeLessThan(0.2);
  expect(Math.max(...pixels)).toBeLessThanOrEqual(1);
  expect(Math.max(...pixels)).toBeGreaterThan(0.95);
});
