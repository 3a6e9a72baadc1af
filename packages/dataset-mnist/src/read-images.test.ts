import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeIdxFile } from './idx-file.js';
import { readImages } from './read-mnist.js';
import { failureOf } from './test-support/failure-of.js';
import { generatedSet } from './test-support/generated-set.js';
import { expectSameData } from './test-support/same-data.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nnf-images-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function put(images: string, labels: string, classes = 3, height = 2, width = 5) {
  const set = generatedSet(70, height, width, classes);
  const paths = { images: join(folder, images), labels: join(folder, labels) };
  await writeIdxFile(paths.images, set.images);
  await writeIdxFile(paths.labels, set.labels);
  return { ...paths, set };
}

describe('readImages', () => {
  it('reads two files of any name, raw and gzip, by path and URL', async () => {
    const { images, labels, set } = await put('pictures', 'what-they-are.gz');
    for (const location of [
      { images, labels },
      { images: pathToFileURL(images), labels: pathToFileURL(labels) },
    ]) {
      const read = await readImages(location);
      expect(read).toMatchObject({ length: 70, height: 2, width: 5, classes: 3 });
      expect(read.images.data).toEqual(set.images.data);
      expect(read.labels.data).toEqual(set.labels.data);
    }
  });

  it.each([2, 10, 26, 47, 62])('reads generated sets of %d classes, 1 × 1 to 64 × 64 pixels', async (classes) => {
    for (const size of [1, 2, 31, 64]) {
      for (const end of ['', '.gz']) {
        const location = await put(`images-${size}${end}`, `labels-${size}${end}`, classes, size, 65 - size);
        const read = await readImages(location, { samples: 65, dtype: 'float32' });
        expect(read).toMatchObject({ length: 65, height: size, width: 65 - size, classes });
        expectSameData(
          read.images.data,
          Float32Array.from(location.set.images.data.subarray(0, 65 * size * (65 - size)), (v) => Math.fround(v / 255)),
        );
      }
    }
  });

  it('reads wider types, converted piece by piece', async () => {
    const images = join(folder, 'wide.gz');
    const labels = join(folder, 'labels');
    const data = Int16Array.from({ length: 700_000 }, (_, i) => ((i * 7919) % 65_536) - 32_768);
    await writeIdxFile(images, { type: 'int16', shape: [70, 100, 100], data });
    await writeIdxFile(labels, generatedSet(70, 1, 1, 4).labels);
    const kept = await readImages({ images, labels });
    expect(kept.images).toMatchObject({ rows: 70, columns: 10_000 });
    expect(kept.images).not.toHaveProperty('scale');
    expectSameData(kept.images.data, data);
    const floats = await readImages({ images, labels }, { dtype: 'float32' });
    expectSameData(floats.images.data, Float32Array.from(data));
    expect(await failureOf(() => readImages({ images, labels }, { dtype: 'uint8' }))).toMatch(
      /^IDX_TYPE .*wide\.gz: has elements of type int16, expected uint8/,
    );
  });

  it('reads the only pair of a folder, or the one that is named', async () => {
    await put('my-images.idx3-ubyte', 'my-labels.idx1-ubyte.gz');
    expect((await readImages(folder)).length).toBe(70);
    await put('images-idx3-ubyte', 'labels-idx1-ubyte', 9);
    expect(await failureOf(() => readImages(folder))).toBe(
      `IDX_AMBIGUOUS ${folder}: holds 2 sets, expected 1; choose one with the option prefix: '', 'my'`,
    );
    expect((await readImages(folder, { prefix: 'my-' })).classes).toBe(3);
    expect((await readImages(folder, { prefix: '' })).classes).toBe(9);
    expect(await failureOf(() => readImages(folder, { prefix: 'your' }))).toBe(
      `IDX_NOT_FOUND ${folder}: looked for your-images-idx3-ubyte and your-labels-idx1-ubyte (or .idx, with or without .gz); ` +
        'found images-idx3-ubyte, labels-idx1-ubyte, my-images.idx3-ubyte, my-labels.idx1-ubyte.gz',
    );
  });

  it('names both files and both numbers where they do not fit', async () => {
    const { images } = await put('a', 'b');
    const labels = join(folder, 'c');
    await writeIdxFile(labels, generatedSet(69, 1, 1, 3).labels);
    expect(await failureOf(() => readImages({ images, labels }))).toBe(
      `IDX_LABELS ${labels}: has 69 labels, ${images} has 70 images; they are not of the same set`,
    );
  });

  it('refuses wrong arguments', async () => {
    const { images, labels } = await put('a', 'b');
    expect(await failureOf(() => readImages({ images, labels }, { samples: 0 }))).toMatch(
      /^INVALID_ARGUMENT option samples/,
    );
    expect(await failureOf(() => readImages({ images, labels }, { classes: 0 }))).toMatch(
      /^INVALID_ARGUMENT option classes/,
    );
    // @ts-expect-error labels are missing
    expect(await failureOf(() => readImages({ images }))).toMatch(
      /^INVALID_ARGUMENT labels is undefined, expected a path/,
    );
    // @ts-expect-error a number is no folder
    expect(await failureOf(() => readImages(5))).toMatch(/^INVALID_ARGUMENT the folder is 5, expected a path/);
    const missing = join(folder, 'missing');
    expect(await failureOf(() => readImages({ images: missing, labels }))).toBe(
      `IDX_NOT_FOUND ${missing}: there is no such file or folder; check the path`,
    );
  });
});
