import { describe, expect, it } from 'vitest';
import { parseIdx } from './parse-idx.js';
import { allocationsOf } from './test-support/allocations.js';
import { failureOf } from './test-support/failure-of.js';

const bytes = (...values: number[]) => new Uint8Array(values);

describe('parseIdx', () => {
  it.each([
    ['uint8', bytes(0, 0, 0x08, 1, 0, 0, 0, 2, 0x80, 0x7f), Uint8Array.of(128, 127)],
    ['int8', bytes(0, 0, 0x09, 1, 0, 0, 0, 2, 0x80, 0x7f), Int8Array.of(-128, 127)],
    ['int16', bytes(0, 0, 0x0b, 1, 0, 0, 0, 2, 0xff, 0xfe, 0x01, 0x02), Int16Array.of(-2, 258)],
    ['int32', bytes(0, 0, 0x0c, 1, 0, 0, 0, 1, 0x80, 0, 0, 1), Int32Array.of(-2147483647)],
    ['float32', bytes(0, 0, 0x0d, 1, 0, 0, 0, 1, 0xc0, 0x49, 0x0f, 0xdb), Float32Array.of(-Math.PI)],
    ['float64', bytes(0, 0, 0x0e, 1, 0, 0, 0, 1, 0x3f, 0xb9, 0x99, 0x99, 0x99, 0x99, 0x99, 0x9a), Float64Array.of(0.1)],
  ])('reads %s, most significant byte first', (type, file, data) => {
    const array = parseIdx(file, 'a file');
    expect(array).toEqual({ type, shape: [data.length], data, name: 'a file' });
    expect(array.data.constructor).toBe(data.constructor);
  });

  it('reads elements that are not aligned', () => {
    const file = bytes(9, 0, 0, 0x0d, 1, 0, 0, 0, 1, 0x3f, 0x80, 0, 0).subarray(1);
    expect(parseIdx(file).data).toEqual(Float32Array.of(1));
  });

  it('reads rank 0 as one element, and a size of 0 as none, however large the others', () => {
    expect(parseIdx(bytes(0, 0, 8, 0, 7))).toMatchObject({ shape: [], data: Uint8Array.of(7) });
    const huge = [0xff, 0xff, 0xff, 0xff];
    const empty = parseIdx(bytes(0, 0, 0x0e, 4, ...huge, ...huge, ...huge, 0, 0, 0, 0));
    expect(empty).toMatchObject({ shape: [0xffffffff, 0xffffffff, 0xffffffff, 0], data: new Float64Array() });
  });

  it('reads rank 255', () => {
    const file = new Uint8Array(4 + 4 * 255 + 3);
    file.set([0, 0, 8, 255]);
    for (let offset = 7; offset < 4 + 4 * 255; offset += 4) file[offset] = 1;
    file[4 + 4 * 255 - 1] = 3;
    file.set([4, 5, 6], 4 + 4 * 255);
    const { shape, data } = parseIdx(file);
    expect(shape).toEqual([...Array(254).fill(1), 3]);
    expect(data).toEqual(Uint8Array.of(4, 5, 6));
  });

  it('gives a view on the bytes of uint8 and int8, without a copy', async () => {
    const file = new Uint8Array(8 + 100_000);
    file.set([0, 0, 8, 1, 0, 1, 0x86, 0xa0]);
    const array = parseIdx(file);
    expect(array.data.buffer).toBe(file.buffer);
    expect(array.data.byteOffset).toBe(8);
    expect((await allocationsOf(() => parseIdx(file))).sum).toBe(0);
  });

  it.each([
    [bytes(), 'IDX_LENGTH t: has 0 bytes, an IDX file has at least 4'],
    [bytes(0, 0, 8), 'IDX_LENGTH t: has 3 bytes, an IDX file has at least 4'],
    [
      bytes(0x89, 0x50, 0x4e, 0x47),
      'IDX_MAGIC t: begins with the bytes 89 50, an IDX file with 00 00; it is another kind of file',
    ],
    [
      bytes(0, 1, 8, 0, 1),
      'IDX_MAGIC t: begins with the bytes 00 01, an IDX file with 00 00; it is another kind of file',
    ],
    [
      bytes(0, 0, 0x0a, 1, 0, 0, 0, 0),
      'IDX_TYPE t: has element type 0a, expected one of 08 (uint8), 09 (int8), 0b (int16), 0c (int32), 0d (float32), ' +
        '0e (float64)',
    ],
    [
      bytes(0x1f, 0x8b, 8, 0),
      'IDX_GZIP t: is gzip (1f 8b), expected IDX (00 00); inflate it once more, or use readIdx, which takes both',
    ],
    [
      bytes(0, 0, 8, 3, 0, 0, 0, 1, 0, 0),
      'IDX_LENGTH t: has 10 bytes, the header of rank 3 alone takes 16; the file is cut',
    ],
    [
      bytes(0, 0, 0x0b, 1, 0, 0, 0, 2, 1, 2, 3),
      'IDX_LENGTH t: its header promises int16 [2], 12 bytes in all; it has 11, 1 are missing: it is cut, or the header is damaged',
    ],
    [
      bytes(0, 0, 8, 1, 0, 0, 0, 1, 5, 6, 7),
      'IDX_LENGTH t: its header promises uint8 [1], 9 bytes in all; it has 11, 2 are too many, or the header is damaged',
    ],
    [
      bytes(0, 0, 8, 0),
      'IDX_LENGTH t: its header promises uint8 [], 5 bytes in all; it has 4, 1 are missing: it is cut, or the header is damaged',
    ],
  ])('refuses %s', async (file, failure) => {
    expect(await failureOf(() => parseIdx(file, 't'))).toBe(failure);
  });

  it('refuses sizes beyond every file before it takes memory', async () => {
    const promise = (rank: number, type: number): Uint8Array =>
      bytes(0, 0, type, rank, ...Array<number>(4 * rank).fill(0xff), 1, 2, 3);
    for (const rank of [1, 2, 3, 255]) {
      for (const type of [8, 0x0e]) {
        const file = promise(rank, type);
        const { sum } = await allocationsOf(async () => {
          expect(await failureOf(() => parseIdx(file, 't'))).toMatch(/^IDX_LENGTH t: its header promises .* missing/);
        });
        expect(sum).toBeLessThan(2000);
      }
    }
  });

  it('refuses what is no Uint8Array', async () => {
    // @ts-expect-error an ArrayBuffer is not bytes
    expect(await failureOf(() => parseIdx(new ArrayBuffer(8), 't'))).toBe(
      'INVALID_ARGUMENT t: parseIdx takes a Uint8Array, got [object ArrayBuffer]; wrap an ArrayBuffer in new Uint8Array(buffer)',
    );
  });
});
