import { describe, expect, it } from 'vitest';
import type { IdxArray } from './idx-array.js';
import { imageDataset } from './image-dataset.js';
import { parseIdx } from './parse-idx.js';
import { allocationsOf } from './test-support/allocations.js';
import { failureOf } from './test-support/failure-of.js';
import { generatedSet } from './test-support/generated-set.js';
import { expectSameData } from './test-support/same-data.js';
import { writeIdx } from './write-idx.js';

const labelsOf = (...labels: number[]): IdxArray => ({
  type: 'uint8',
  shape: [labels.length],
  data: Uint8Array.from(labels),
});
const { images, labels } = generatedSet(30, 3, 5, 10);

describe('imageDataset', () => {
  it('has images as [rows, pixels] of bytes with the scale 1/255, and labels as class numbers', () => {
    const set = imageDataset(images, labels);
    expect(set.images).toEqual({ rows: 30, columns: 15, data: images.data, scale: 1 / 255 });
    expect(set.labels).toEqual({ rows: 30, columns: 10, data: labels.data, encoding: 'classes' });
    expect(set).toMatchObject({ length: 30, width: 5, height: 3, classes: 10 });
    expect(set.inputs).toBe(set.images);
    expect(set.targets).toBe(set.labels);
  });

  it('keeps the bytes of the file, and slices them, without a copy', async () => {
    const file = writeIdx(images);
    const parsed = parseIdx(file);
    const { sum } = await allocationsOf(() => imageDataset(parsed, labels).rows(3, 20).rows(1, 2));
    expect(sum).toBe(0);
    const slice = imageDataset(parsed, labels).rows(3, 20).rows(1, 3);
    expect(slice).toMatchObject({ length: 2, width: 5, height: 3, classes: 10 });
    expect(slice.images.data.buffer).toBe(file.buffer);
    expect(slice.images.data).toEqual(images.data.subarray(4 * 15, 6 * 15));
    expect(slice.labels.data).toEqual(labels.data.subarray(4, 6));
    expect(slice.inputs).toBe(slice.images);
  });

  it.each([
    [-1, 2],
    [0, 31],
    [3, 2],
    [0.5, 2],
    [0, Number.NaN],
  ])('refuses the slice %d to %d', async (from, to) => {
    expect(await failureOf(() => imageDataset(images, labels).rows(from, to))).toBe(
      `OUT_OF_RANGE sliceRows: the range is ${from} to ${to}, expected 0 to 30`,
    );
  });

  it('converts to float32 with the bits of a division by 255', () => {
    const all = Uint8Array.from({ length: 257 }, (_, value) => value);
    const { data, scale } = imageDataset({ type: 'uint8', shape: [1, 1, 257], data: all }, labelsOf(0), {
      dtype: 'float32',
    }).images;
    expect(scale).toBeUndefined();
    expect(data).toEqual(Float32Array.from(all, (value) => Math.fround(value / 255)));
    expect(data).toBeInstanceOf(Float32Array);
  });

  it('makes one-hot rows when asked, and slices them', () => {
    const set = imageDataset(generatedSet(3, 1, 1, 3).images, labelsOf(2, 0, 1), { labels: 'one-hot' });
    expect(set.labels).toEqual({
      rows: 3,
      columns: 3,
      data: Uint8Array.of(0, 0, 1, 1, 0, 0, 0, 1, 0),
      encoding: 'dense',
    });
    expect(set.rows(1, 3).labels.data).toEqual(Uint8Array.of(1, 0, 0, 0, 1, 0));
    const floats = imageDataset(generatedSet(2, 1, 1, 2).images, labelsOf(1, 0), {
      labels: 'one-hot',
      dtype: 'float32',
      classes: 3,
    });
    expect(floats.labels.data).toEqual(Float32Array.of(0, 1, 0, 1, 0, 0));
  });

  it('takes labels of any type, and images of any type without a scale', () => {
    const set = imageDataset(
      { type: 'int16', shape: [2, 1, 2], data: Int16Array.of(-300, 1, 2, 3) },
      { type: 'float64', shape: [2], data: Float64Array.of(1, 0) },
    );
    expect(set.images).toEqual({ rows: 2, columns: 2, data: Int16Array.of(-300, 1, 2, 3) });
    expect(set.labels).toEqual({ rows: 2, columns: 2, data: Float64Array.of(1, 0), encoding: 'classes' });
    const floats: IdxArray = { type: 'float32', shape: [1, 1, 2], data: Float32Array.of(0.5, 7) };
    expect(imageDataset(floats, labelsOf(0), { dtype: 'float32' }).images.data).toBe(floats.data);
    const bytes: IdxArray = { type: 'int8', shape: [1, 1, 2], data: Int8Array.of(-1, 1) };
    expect(imageDataset(bytes, labelsOf(0), { dtype: 'float32' }).images.data).toEqual(Float32Array.of(-1, 1));
  });

  it.each([2, 3, 10, 26, 47, 62])('works with %d classes and images of 1 × 1 to 64 × 64', (classes) => {
    for (const [height, width] of [
      [1, 1],
      [1, 64],
      [7, 3],
      [64, 64],
    ] as const) {
      const generated = generatedSet(classes, height, width, classes, classes);
      const set = imageDataset(parseIdx(writeIdx(generated.images)), parseIdx(writeIdx(generated.labels)));
      expect(set).toMatchObject({ length: classes, classes, height, width });
      expect(set.images.columns).toBe(height * width);
      expectSameData(set.images.data, generated.images.data);
      expect(set.labels.columns).toBe(classes);
    }
  });

  const three = generatedSet(3, 2, 2, 3).images;
  it.each<[IdxArray, IdxArray, object, string]>([
    [three, labelsOf(0, 1), {}, 'IDX_LABELS labels: has 2 labels, images has 3 images; they are not of the same set'],
    [
      { ...three, name: 'a.idx' },
      { ...labelsOf(0, 1), name: 'b.idx' },
      {},
      'IDX_LABELS b.idx: has 2 labels, a.idx has 3 images; they are not of the same set',
    ],
    [
      three,
      labelsOf(0, 3, 1),
      { classes: 3 },
      'IDX_LABELS labels: row 1 has class 3, expected an integer from 0 to 2; correct the file or the option classes',
    ],
    [
      three,
      { type: 'int8', shape: [3], data: Int8Array.of(0, 0, -1) },
      {},
      'IDX_LABELS labels: row 2 has class -1, expected an integer from 0 to 65535; for more classes, set the option classes',
    ],
    [
      three,
      { type: 'float32', shape: [3], data: Float32Array.of(0.5, 0, 1) },
      {},
      'IDX_LABELS labels: row 0 has class 0.5, expected an integer from 0 to 65535; for more classes, set the option classes',
    ],
    [
      three,
      { type: 'float64', shape: [3], data: Float64Array.of(0, Number.NaN, 1) },
      { classes: 2 },
      'IDX_LABELS labels: row 1 has class NaN, expected an integer from 0 to 1; correct the file or the option classes',
    ],
    [
      three,
      { type: 'int32', shape: [3], data: Int32Array.of(0, 65536, 1) },
      { labels: 'one-hot' },
      'IDX_LABELS labels: row 1 has class 65536, expected an integer from 0 to 65535; for more classes, set the option classes',
    ],
    [
      labelsOf(0, 1, 2),
      three,
      {},
      'IDX_SHAPE images: holds uint8 [3], rank 1; images have rank 3: [samples, height, width]',
    ],
    [
      { ...three, shape: [3, 2, 2, 1] },
      labelsOf(0, 1, 2),
      {},
      'IDX_SHAPE images: holds uint8 [3, 2, 2, 1], rank 4; images have rank 3: [samples, height, width]',
    ],
    [
      three,
      three,
      {},
      "IDX_SHAPE labels: holds uint8 [3, 2, 2], rank 3; labels have rank 1: [samples], or are QMNIST's int32 [samples, 8]",
    ],
    [
      { type: 'uint8', shape: [3, 0, 2], data: new Uint8Array() },
      labelsOf(0, 1, 2),
      {},
      'IDX_SHAPE images: holds uint8 [3, 0, 2]; expected at least 1 image of at least 1 × 1 pixels',
    ],
    [
      { type: 'uint8', shape: [0, 2, 2], data: new Uint8Array() },
      labelsOf(),
      {},
      'IDX_SHAPE images: holds uint8 [0, 2, 2]; expected at least 1 image of at least 1 × 1 pixels',
    ],
    [
      { type: 'int8', shape: [1, 1, 1], data: Int8Array.of(1) },
      labelsOf(0),
      { dtype: 'uint8' },
      'IDX_TYPE images: has elements of type int8, expected uint8; leave the option dtype out, or use float32',
    ],
    [
      { ...three, shape: [3, 2, 3] },
      labelsOf(0, 1, 2),
      {},
      'IDX_LENGTH images: the shape [3, 2, 3] stands for 18 elements, the data has 12',
    ],
    [
      three,
      { ...labelsOf(0, 1), shape: [3] },
      {},
      'IDX_LENGTH labels: the shape [3] stands for 3 elements, the data has 2',
    ],
    [
      three,
      labelsOf(0, 1, 2),
      { classes: 0 },
      'INVALID_ARGUMENT option classes is 0, expected an integer from 1 to 2147483647',
    ],
    [
      three,
      labelsOf(0, 1, 2),
      { classes: 2.5 },
      'INVALID_ARGUMENT option classes is 2.5, expected an integer from 1 to 2147483647',
    ],
    [
      three,
      labelsOf(0, 1, 2),
      { dtype: 'float64' },
      'INVALID_ARGUMENT option dtype is float64, expected uint8 or float32',
    ],
    [
      three,
      labelsOf(0, 1, 2),
      { labels: 'onehot' },
      'INVALID_ARGUMENT option labels is onehot, expected classes or one-hot',
    ],
  ])('refuses what does not fit (%#)', async (wrongImages, wrongLabels, options, failure) => {
    const { sum } = await allocationsOf(async () => {
      expect(await failureOf(() => imageDataset(wrongImages, wrongLabels, options))).toBe(failure);
    });
    expect(sum).toBe(0);
  });

  it('refuses bytes that were not parsed', async () => {
    // @ts-expect-error bytes are no IDX array
    expect(await failureOf(() => imageDataset(new Uint8Array(3), labels))).toBe(
      'INVALID_ARGUMENT imageDataset: images is [object Uint8Array], expected what parseIdx gives',
    );
    // @ts-expect-error labels are missing
    expect(await failureOf(() => imageDataset(images))).toBe(
      'INVALID_ARGUMENT imageDataset: labels is [object Undefined], expected what parseIdx gives',
    );
  });

  it('says so when the engine has not the memory', async () => {
    expect(
      await failureOf(() =>
        imageDataset(three, labelsOf(0, 1, 2), { labels: 'one-hot', classes: 2 ** 31 - 1, dtype: 'float32' }),
      ),
    ).toMatch(
      /^IDX_MEMORY labels as one-hot rows of 2147483647 classes: needs an array of 6442450941 elements, .* samples$/,
    );
  });
});

describe('the number of classes', () => {
  it('comes with the number of those that occur', () => {
    expect(imageDataset(images, labels)).toMatchObject({ classes: 10, occurringClasses: 10 });
    const damaged = labels.data.with(7, 99);
    const set = imageDataset(images, labelsOf(...damaged));
    expect(set).toMatchObject({ classes: 100, occurringClasses: 11 });
    expect(set.rows(0, 2)).toMatchObject({ classes: 100, occurringClasses: 11 });
    expect(imageDataset(images, labels, { classes: 47 })).toMatchObject({ classes: 47, occurringClasses: 10 });
    const large: IdxArray = { type: 'int32', shape: [30], data: Int32Array.from(labels.data).fill(10_000, 3, 4) };
    expect(imageDataset(images, large)).toMatchObject({ classes: 10_001, occurringClasses: 11 });
  });
});

describe("QMNIST's extended labels", () => {
  const extended = (type: 'int32' | 'int16', columns = 8): IdxArray => {
    const data = Array.from({ length: 30 * columns }, (_, i) =>
      i % columns === 0 ? labels.data[i / columns]! : 1000 + i,
    );
    const shape = [30, columns];
    return type === 'int32'
      ? { type, shape, data: Int32Array.from(data) }
      : { type, shape, data: Int16Array.from(data) };
  };

  it('give the classes of their first column', () => {
    const set = imageDataset(images, extended('int32'));
    expect(set).toMatchObject({ classes: 10, occurringClasses: 10 });
    expect(Array.from(set.labels.data)).toEqual(Array.from(labels.data));
    const file = parseIdx(writeIdx(extended('int32')), 'qmnist-train-labels-idx2-int');
    expect(imageDataset(images, file, { labels: 'one-hot' }).labels.data).toEqual(
      imageDataset(images, labels, { labels: 'one-hot' }).labels.data,
    );
  });

  it.each([
    ['int16', 8],
    ['int32', 10],
    ['int32', 1],
  ] as const)('are not %s of %d columns', async (type, columns) => {
    expect(await failureOf(() => imageDataset(images, extended(type, columns)))).toContain(
      `rank 2; labels have rank 1: [samples], or are QMNIST's int32 [samples, 8]`,
    );
  });

  it('are as many as the images, with classes in range', async () => {
    const wrong = extended('int32');
    wrong.data[8 * 4] = 12;
    expect(await failureOf(() => imageDataset(images, wrong, { classes: 10 }))).toContain('row 4 has class 12');
    const { images: fewer } = generatedSet(29, 3, 5, 10);
    expect(await failureOf(() => imageDataset(fewer, extended('int32')))).toContain('has 30 labels');
  });
});

describe('transpose', () => {
  it('swaps the lines and columns of every image, and leaves the given array alone', () => {
    const before = images.data.slice();
    for (const dtype of [undefined, 'float32'] as const) {
      const [upright, set] = [false, true].map((transpose) => imageDataset(images, labels, { transpose, dtype }));
      expect(set).toMatchObject({ width: 3, height: 5, length: 30 });
      for (let image = 0; image < 30; image++) {
        for (let line = 0; line < 3; line++) {
          for (let column = 0; column < 5; column++) {
            const value = set!.images.data[image * 15 + column * 3 + line];
            expect(value).toBe(upright!.images.data[image * 15 + line * 5 + column]);
          }
        }
      }
    }
    expect(images.data).toEqual(before);
  });

  it('is true or false', async () => {
    expect(await failureOf(() => imageDataset(images, labels, { transpose: 1 as never }))).toBe(
      'INVALID_ARGUMENT option transpose is 1, expected true or false',
    );
  });
});
