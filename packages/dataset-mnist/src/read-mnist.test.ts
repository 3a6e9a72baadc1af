import { readFileSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeIdxFile } from './idx-file.js';
import { readMnist } from './read-mnist.js';
import { allocationsOf } from './test-support/allocations.js';
import { failureOf } from './test-support/failure-of.js';
import { generatedSet } from './test-support/generated-set.js';
import { fashionFolder, fashionIsExpected, mnistFolder } from './test-support/mnist-files.js';
import { expectSameData } from './test-support/same-data.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nnf-mnist-'));
});
afterEach(() => rm(folder, { recursive: true }));

const small = { train: generatedSet(40, 4, 6, 5, 1), test: generatedSet(20, 4, 6, 5, 2) };
/** Writes the four files of the small set; `name('train', 'images', 3)` says how they are called. */
async function putSmall(name: (split: 'train' | 't10k', part: string, rank: number) => string): Promise<void> {
  await writeIdxFile(join(folder, name('train', 'images', 3)), small.train.images);
  await writeIdxFile(join(folder, name('train', 'labels', 1)), small.train.labels);
  await writeIdxFile(join(folder, name('t10k', 'images', 3)), small.test.images);
  await writeIdxFile(join(folder, name('t10k', 'labels', 1)), small.test.labels);
}
const published = (split: string, part: string, rank: number): string => `${split}-${part}-idx${rank}-ubyte`;

/** Reads a whole folder as bytes and as float32, and compares every pixel with the file. */
async function readsAll(at: string, end: '' | '.gz', firstLabels: readonly number[]): Promise<void> {
  const { train, test } = await readMnist(at);
  const file = await readFile(join(at, `train-images-idx3-ubyte${end}`));
  const pixels = new Uint8Array(end === '.gz' ? gunzipSync(file) : file).subarray(16);
  expect(train.images).toMatchObject({ rows: 60_000, columns: 784, scale: 1 / 255 });
  expectSameData(train.images.data, pixels);
  expect(test.images).toMatchObject({ rows: 10_000, columns: 784 });
  expect([train.classes, test.classes]).toEqual([10, 10]);
  expect([...train.labels.data.subarray(0, 5)]).toEqual(firstLabels);
  const floats = await readMnist(at, { dtype: 'float32' });
  expectSameData(floats.train.images.data, divided(pixels));
}

/** How many bytes this process has read from files. */
function bytesRead(): number {
  return Number(/rchar: (\d+)/.exec(readFileSync('/proc/self/io', 'utf8'))?.[1]);
}

/** What NumPy's astype and divide give. */
function divided(pixels: Uint8Array): Float32Array {
  const result = new Float32Array(pixels.length);
  for (let i = 0; i < pixels.length; i++) result[i] = (pixels[i] as number) / 255;
  return result;
}

describe('readMnist on the real files', () => {
  it('reads all 70,000 images of MNIST', () => readsAll(mnistFolder, '', [5, 0, 4, 1, 9]));

  it.runIf(fashionIsExpected)('reads all 70,000 images of Fashion-MNIST', () =>
    readsAll(fashionFolder, '.gz', [9, 0, 0, 3, 0]),
  );

  it('holds never more than the file and the result', async () => {
    const mebibyte = 1 << 20;
    const pixels = 70_000 * 784;
    const bytes = await allocationsOf(() => readMnist(mnistFolder));
    expect(bytes.sum).toBeLessThan(pixels + mebibyte);
    const floats = await allocationsOf(() => readMnist(mnistFolder, { dtype: 'float32' }));
    expect(floats.sum).toBeLessThan(4 * pixels + 8 * mebibyte);
  });

  it.runIf(fashionIsExpected)('holds never more than the file and the result, out of a gzip', async () => {
    const pixels = 70_000 * 784;
    const files = 26_421_856 + 29_491 + 4_422_079 + 5_125;
    expect((await allocationsOf(() => readMnist(fashionFolder))).sum).toBeLessThan(pixels + files + (1 << 20));
  });

  it.runIf(process.platform === 'linux')('reads no more than the samples it is asked for', async () => {
    let before = bytesRead();
    const { train, test } = await readMnist(mnistFolder, { samples: { train: 500, test: 100 } });
    const read = bytesRead() - before;
    expect([train.length, test.length]).toEqual([500, 100]);
    expect([train.classes, test.classes]).toEqual([10, 10]);
    expect(read).toBeGreaterThan(600 * 784);
    expect(read).toBeLessThan(600 * 784 + 70_000 + 200_000);
    before = bytesRead();
    if (fashionIsExpected) await readMnist(fashionFolder, { samples: 500 });
    expect(bytesRead() - before).toBeLessThan(4_000_000);
    const { train: all } = await readMnist(mnistFolder);
    expectSameData(train.images.data, all.rows(0, 500).images.data);
    expectSameData(train.labels.data, all.rows(0, 500).labels.data);
  });

  it.runIf(fashionIsExpected)('inflates no more than the samples it is asked for', async () => {
    const { train } = await readMnist(fashionFolder, { samples: 500, dtype: 'float32', labels: 'one-hot' });
    const all = await readMnist(fashionFolder);
    expect(train.labels.data.length).toBe(500 * 10);
    expectSameData(train.images.data, divided(Uint8Array.from(all.train.rows(0, 500).images.data)));
  });
});

describe('readMnist on a folder', () => {
  it.each<[string, (split: 'train' | 't10k', part: string, rank: number) => string]>([
    ['raw', published],
    ['gzip', (...name) => `${published(...name)}.gz`],
    ['with a dot', (split, part, rank) => `${split}-${part}.idx${rank}-ubyte`],
    ['with a dot, gzip', (split, part, rank) => `${split}-${part}.idx${rank}-ubyte.gz`],
    [
      'named as EMNIST',
      (split, part, rank) => `emnist-letters-${split.replace('t10k', 'test')}-${part}-idx${rank}-ubyte`,
    ],
    ['named as QMNIST', (split, part, rank) => `qmnist-${split.replace('t10k', 'test')}-${part}-idx${rank}-int.gz`],
    ['named shortly', (split, part) => `${split}_${part}.idx`],
  ])('finds the pairs: %s', async (_, name) => {
    await putSmall(name);
    await writeFile(join(folder, 'README.txt'), 'not a data set');
    for (const location of [folder, pathToFileURL(folder)]) {
      const { train, test } = await readMnist(location);
      expect(train.images.data).toEqual(small.train.images.data);
      expect(train.labels.data).toEqual(small.train.labels.data);
      expect(test.images.data).toEqual(small.test.images.data);
      expect(test.labels.data).toEqual(small.test.labels.data);
      expect(train).toMatchObject({ length: 40, height: 4, width: 6, classes: 5 });
    }
  });

  it('takes the raw file where the gzip is there too', async () => {
    await putSmall(published);
    for (const name of await readdir(folder)) await writeFile(join(folder, `${name}.gz`), 'no gzip at all');
    expect((await readMnist(folder)).train.length).toBe(40);
  });

  it('chooses among several sets by prefix', async () => {
    await putSmall(published);
    await putSmall((split, part, rank) => `emnist-letters-${published(split.replace('t10k', 'test'), part, rank)}`);
    expect(await failureOf(() => readMnist(folder))).toBe(
      `IDX_AMBIGUOUS ${folder}: holds 2 sets, expected 1; choose one with the option prefix: '', 'emnist-letters'`,
    );
    for (const prefix of ['', 'emnist-letters', 'emnist-letters-']) {
      expect((await readMnist(folder, { prefix })).test.length).toBe(20);
    }
    expect(await failureOf(() => readMnist(folder, { prefix: 'emnist-digits' }))).toMatch(
      /^IDX_NOT_FOUND .*: looked for emnist-digits-train-images-idx3-ubyte, .*; found emnist-letters-test-images/,
    );
  });

  it('counts classes over both sets, whichever has the largest label, and whatever is read of it', async () => {
    await putSmall(published);
    await writeIdxFile(join(folder, 't10k-labels-idx1-ubyte'), generatedSet(20, 1, 1, 12).labels);
    const { train, test } = await readMnist(folder, { samples: 1 });
    expect([train.classes, test.classes, train.labels.columns]).toEqual([12, 12, 12]);
    expect((await readMnist(folder, { classes: 62 })).test.labels.columns).toBe(62);
    expect(await failureOf(() => readMnist(folder, { classes: 11 }))).toMatch(
      /^IDX_LABELS .*t10k-labels-idx1-ubyte: row 11 has class 11, expected an integer from 0 to 10;/,
    );
  });

  it('takes samples as a number for both sets, or one for each, and no more than there are', async () => {
    await putSmall(published);
    const lengths = async (samples: number | { train?: number; test?: number }) => {
      const { train, test } = await readMnist(folder, { samples });
      expect(train.labels.data.length).toBe(train.length);
      return [train.length, test.length];
    };
    expect(await lengths(30)).toEqual([30, 20]);
    expect(await lengths({ test: 3 })).toEqual([40, 3]);
    expect(await lengths({ train: 40, test: 21 })).toEqual([40, 20]);
  });

  it('says what it looked for and what is there', async () => {
    expect(await failureOf(() => readMnist(folder))).toBe(
      `IDX_NOT_FOUND ${folder}: looked for train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte, ` +
        't10k-labels-idx1-ubyte (or test for t10k, .idx for -idx, with or without .gz); found nothing',
    );
    await putSmall(published);
    await rm(join(folder, 't10k-labels-idx1-ubyte'));
    expect(await failureOf(() => readMnist(folder, { prefix: '' }))).toMatch(/: looked for train-images-idx3-ubyte, /);
    expect(await failureOf(() => readMnist(folder))).toMatch(
      /^IDX_NOT_FOUND .*; found t10k-images-idx3-ubyte, train-images-idx3-ubyte, train-labels-idx1-ubyte$/,
    );
    for (let i = 0; i < 20; i++) await writeFile(join(folder, `picture-${i}.png`), '');
    expect(await failureOf(() => readMnist(folder))).toMatch(/found picture-0\.png, .*, … 23 in all$/);
    const missing = join(folder, 'missing');
    expect(await failureOf(() => readMnist(missing))).toBe(
      `IDX_NOT_FOUND ${missing}: there is no such file or folder; check the path`,
    );
    const file = join(folder, 'train-images-idx3-ubyte');
    expect(await failureOf(() => readMnist(file))).toMatch(/^IDX_NOT_FOUND /);
  });

  it('refuses sets that do not fit together before it takes memory for images', async () => {
    await putSmall(published);
    const cases: readonly [() => Promise<void>, RegExp][] = [
      [
        () => writeIdxFile(join(folder, 't10k-images-idx3-ubyte'), generatedSet(20, 6, 4, 5).images),
        /^IDX_SHAPE .*t10k-images-idx3-ubyte: has images of 6 × 4 pixels, .*train-images-idx3-ubyte of 4 × 6;/,
      ],
      [
        () => writeIdxFile(join(folder, 't10k-labels-idx1-ubyte'), generatedSet(21, 1, 1, 5).labels),
        /^IDX_LABELS .*t10k-labels-idx1-ubyte: has 21 labels, .*t10k-images-idx3-ubyte has 20 images;/,
      ],
      [
        () => truncate(join(folder, 't10k-labels-idx1-ubyte'), 27),
        /^IDX_LENGTH .*t10k-labels-idx1-ubyte: its header promises uint8 \[20\], 28 bytes in all; it has 27,/,
      ],
      [
        () => cp(join(folder, 'train-labels-idx1-ubyte'), join(folder, 'train-images-idx3-ubyte')),
        /^IDX_SHAPE .*train-images-idx3-ubyte: holds uint8 \[40\], rank 1; images have rank 3/,
      ],
    ];
    for (const [damage, message] of cases) {
      await rm(folder, { recursive: true });
      await cp(mnistFolder, folder, { recursive: true });
      await putSmallOver();
      await damage();
      const { largest } = await allocationsOf(async () => {
        expect(await failureOf(() => readMnist(folder))).toMatch(message);
      });
      expect(largest).toBeLessThan(1100);
    }
    async function putSmallOver(): Promise<void> {
      await putSmall(published);
    }
  });

  it('closes every file, whatever happens', async () => {
    await putSmall((...name) => `${published(...name)}.gz`);
    const open = async (): Promise<number> => (await readdir('/proc/self/fd')).length;
    const before = await open();
    for (let i = 0; i < 20; i++) {
      await readMnist(folder, { samples: 1 });
      await failureOf(() => readMnist(folder, { classes: 2 }));
    }
    await writeFile(join(folder, 't10k-images-idx3-ubyte.gz'), Buffer.from('1f8b08000000000000ff00', 'hex'));
    for (let i = 0; i < 20; i++) expect(await failureOf(() => readMnist(folder))).toMatch(/^IDX_GZIP /);
    expect(await open()).toBeLessThan(before + 10);
  });

  it('follows links to the files', async () => {
    await putSmall((...name) => `real-${published(...name)}x.bin`);
    for (const [split, part, rank] of [
      ['train', 'images', 3],
      ['train', 'labels', 1],
      ['t10k', 'images', 3],
      ['t10k', 'labels', 1],
    ] as const) {
      await symlink(`real-${published(split, part, rank)}x.bin`, join(folder, published(split, part, rank)));
    }
    expect((await readMnist(folder, { prefix: '' })).train.length).toBe(40);
  });

  it.each<[object, string]>([
    [{ samples: 0 }, 'option samples is 0, expected an integer of at least 1, or leave it out to read all'],
    [{ samples: 1.5 }, 'option samples is 1.5, expected an integer of at least 1, or leave it out to read all'],
    [
      { samples: { train: '5' } },
      'option samples.train is 5, expected an integer of at least 1, or leave it out to read all',
    ],
    [
      { samples: { test: -1 } },
      'option samples.test is -1, expected an integer of at least 1, or leave it out to read all',
    ],
    [{ classes: -1 }, 'option classes is -1, expected an integer from 1 to 2147483647'],
    [{ dtype: 'int8' }, 'option dtype is int8, expected uint8 or float32'],
    [{ labels: true }, 'option labels is true, expected classes or one-hot'],
    [{ prefix: 5 }, 'option prefix is 5, expected a string'],
  ])('refuses the options %j', async (options, problem) => {
    expect(await failureOf(() => readMnist(mnistFolder, options))).toBe(`INVALID_ARGUMENT ${problem}`);
  });

  it('refuses what is no path', async () => {
    // @ts-expect-error a folder is needed
    expect(await failureOf(() => readMnist())).toBe(
      'INVALID_ARGUMENT the folder is undefined, expected a path or a file: URL; @nnf/dataset-mnist/web fetches',
    );
  });
});

describe("QMNIST's files", () => {
  it('are found by their names, and their extended labels are read', async () => {
    for (const [split, { images, labels }] of Object.entries(small)) {
      const rows = labels.data.length;
      const data = Int32Array.from({ length: 8 * rows }, (_, i) => (i % 8 === 0 ? labels.data[i / 8]! : 70_000 + i));
      await writeIdxFile(join(folder, `qmnist-${split}-images-idx3-ubyte.gz`), images);
      await writeIdxFile(join(folder, `qmnist-${split}-labels-idx2-int.gz`), { type: 'int32', shape: [rows, 8], data });
    }
    const { train, test } = await readMnist(folder);
    expect([train.length, test.length, train.classes, test.occurringClasses]).toEqual([40, 20, 5, 5]);
    expect(Array.from(test.labels.data)).toEqual(Array.from(small.test.labels.data));
    const turned = await readMnist(folder, { transpose: true, samples: 3 });
    expect(turned.train).toMatchObject({ length: 3, width: 4, height: 6 });
    expect(turned.train.images.data[1]).toBe(train.images.data[6]);
  });
});
