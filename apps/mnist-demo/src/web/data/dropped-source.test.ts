import { writeIdx } from '@nnf/dataset-mnist';
import { expect, it } from 'vitest';
import { sourceOfIdxFiles } from './dropped-source.js';

const rows = 20;
const images = writeIdx({ type: 'uint8', shape: [rows, 2, 2], data: new Uint8Array(4 * rows) });
const labels = Uint8Array.from({ length: rows }, (_, i) => i % 4);

it("reads labels of one dimension, and QMNIST's of two", async () => {
  const extended = Int32Array.from({ length: 8 * rows }, (_, i) => (i % 8 === 0 ? labels[i / 8]! : 2000));
  for (const bytes of [
    writeIdx({ type: 'uint8', shape: [rows], data: labels }),
    writeIdx({ type: 'int32', shape: [rows, 8], data: extended }),
  ]) {
    const source = await sourceOfIdxFiles([
      { name: 'images', bytes: images },
      { name: 'labels', bytes },
    ]);
    const { train, test } = await source.load(100, 100, () => {});
    expect([train.length, test.length]).toEqual([16, 4]);
    expect(train).toMatchObject({ classes: 4, occurringClasses: 4 });
    expect(Array.from(test.labels.data)).toEqual([0, 1, 2, 3]);
  }
});

it('tells how many classes occur', async () => {
  const source = await sourceOfIdxFiles([
    { name: 'images', bytes: images },
    { name: 'labels', bytes: writeIdx({ type: 'uint8', shape: [rows], data: labels.with(3, 99) }) },
  ]);
  expect((await source.load(100, 100, () => {})).train).toMatchObject({ classes: 100, occurringClasses: 5 });
});
