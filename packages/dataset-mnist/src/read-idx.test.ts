import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { IdxArray } from './idx-array.js';
import { parseIdx } from './parse-idx.js';
import { readIdx } from './read-idx.js';
import { allocationsOf } from './test-support/allocations.js';
import { failureOf } from './test-support/failure-of.js';
import { generatedSet } from './test-support/generated-set.js';
import { expectSameData } from './test-support/same-data.js';
import { writeIdx } from './write-idx.js';

const { images } = generatedSet(200, 28, 28, 10);
const file = writeIdx(images);
const zipped = new Uint8Array(gzipSync(file));
const joined = (...parts: Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

describe('readIdx', () => {
  it('reads raw bytes without a copy, and gzip', async () => {
    expect((await readIdx(file, 'raw')).data.buffer).toBe(file.buffer);
    const { data, ...rest } = await readIdx(zipped, 'zipped');
    expect(rest).toEqual({ type: 'uint8', shape: [200, 28, 28], name: 'zipped' });
    expectSameData(data, images.data);
  });

  it('reads every type out of a gzip', async () => {
    const wide: readonly IdxArray[] = [
      { type: 'int8', shape: [2], data: Int8Array.of(-1, 1) },
      { type: 'int16', shape: [2], data: Int16Array.of(-2, 258) },
      { type: 'int32', shape: [1, 2], data: Int32Array.of(-3, 70000) },
      { type: 'float32', shape: [], data: Float32Array.of(0.1) },
      { type: 'float64', shape: [0, 3], data: new Float64Array() },
      // More than one of the pieces that are held beside the result.
      { type: 'float64', shape: [300_000], data: Float64Array.from({ length: 300_000 }, (_, i) => i / 7) },
    ];
    for (const array of wide) {
      const { type, shape, data } = await readIdx(new Uint8Array(gzipSync(writeIdx(array))), 'n');
      expect([type, shape]).toEqual([array.type, array.shape]);
      expectSameData(data, array.data);
    }
  });

  it('refuses a gzip that is cut anywhere', async () => {
    const small = new Uint8Array(gzipSync(file.subarray(0, 1000)));
    expect(await failureOf(() => readIdx(small, 't'))).toMatch(
      /^IDX_LENGTH t: .*156816 bytes in all; it inflates to 1000: it is cut/,
    );
    for (const length of [2, 10, 19, 20, 100, zipped.length >> 1, zipped.length - 8, zipped.length - 1]) {
      expect(await failureOf(() => readIdx(zipped.subarray(0, length), 't'))).toMatch(/^IDX_GZIP t: the gzip is /);
    }
    expect(await failureOf(() => readIdx(zipped.subarray(0, 19), 't'))).toBe(
      'IDX_GZIP t: the gzip is cut: it has 19 bytes, the shortest has 20',
    );
    expect(await failureOf(() => readIdx(zipped.subarray(0, -1), 't'))).toMatch(
      /uint8 \[200, 28, 28\], 156816 bytes in all; 1\d{5} came out of it/,
    );
  });

  it('refuses bytes after the end, zeros too, and several members', async () => {
    for (const more of [[0], [0, 0, 0, 0], [1], [1, 2, 3, 4, 5, 6, 7, 8], [...gzipSync('')], [...zipped]]) {
      expect(await failureOf(() => readIdx(joined(zipped, Uint8Array.from(more)), 't'))).toMatch(
        /^IDX_(GZIP|LENGTH) t: /,
      );
    }
    const members = joined(gzipSync(file.subarray(0, 5000)), gzipSync(file.subarray(5000)));
    expect(await failureOf(() => readIdx(members, 't'))).toMatch(/^IDX_GZIP t: /);
  });

  it('refuses an empty first member, with or without a name in it', async () => {
    const empty = new Uint8Array(gzipSync(''));
    const named = joined(
      empty.subarray(0, 3),
      Uint8Array.of(8),
      empty.subarray(4, 10),
      Buffer.from('a name\0'),
      empty.subarray(10),
    );
    const stored = new Uint8Array(gzipSync('', { level: 0 }));
    for (const first of [empty, named, stored, joined(empty, empty)]) {
      expect(await failureOf(() => readIdx(joined(first, zipped), 't'))).toMatch(
        /^IDX_GZIP t: the gzip is damaged or cut: .*it has several members; the first is empty/,
      );
    }
  });

  it('reads a gzip that has the bytes of an empty member in its middle', async () => {
    const array: IdxArray = {
      type: 'uint8',
      shape: [60],
      data: Uint8Array.from(joined(gzipSync(''), gzipSync(''), gzipSync(''))),
    };
    const { data } = await readIdx(new Uint8Array(gzipSync(writeIdx(array), { level: 0 })), 't');
    expectSameData(data, array.data);
  });

  it('refuses a damaged checksum and a damaged body', async () => {
    for (const position of [zipped.length - 8, zipped.length - 5, 5000]) {
      const damaged = zipped.slice();
      damaged[position] = (damaged[position] as number) ^ 0x10;
      expect(await failureOf(() => readIdx(damaged, 't'))).toMatch(/^IDX_GZIP t: the gzip is damaged or cut: /);
    }
  });

  it('inflates no further than the header promises, and takes no memory for more', async () => {
    const bomb = new Uint8Array(
      gzipSync(joined(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 4), new Uint8Array(64 << 20)), { level: 1 }),
    );
    const start = performance.now();
    const { largest } = await allocationsOf(async () => {
      expect(await failureOf(() => readIdx(bomb, 'bomb'))).toMatch(
        /^IDX_LENGTH bomb: its header promises uint8 \[4\], 12 bytes in all; it inflates to more, at least \d{2,6},/,
      );
    });
    expect(largest).toBeLessThan(1 << 16);
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it('takes no memory for a header that promises what a gzip of its length cannot hold', async () => {
    const promise = writeIdx({ type: 'uint8', shape: [3], data: Uint8Array.of(1, 2, 3) });
    promise.set([0xff, 0xff, 0xff, 0xff], 4);
    const { largest } = await allocationsOf(async () => {
      expect(await failureOf(() => readIdx(new Uint8Array(gzipSync(promise)), 't'))).toMatch(
        /^IDX_LENGTH t: its header promises uint8 \[4294967295\], 4294967303 bytes in all; it inflates to 11: it is cut/,
      );
    });
    expect(largest).toBeLessThan(2000);
  });

  it('refuses a gzip of a gzip, and of something else', async () => {
    expect(await failureOf(() => readIdx(new Uint8Array(gzipSync(zipped)), 't'))).toMatch(
      /^IDX_GZIP t: is gzip \(1f 8b\)/,
    );
    expect(await failureOf(() => readIdx(new Uint8Array(gzipSync('hello')), 't'))).toMatch(
      /^IDX_MAGIC t: begins with the bytes 68 65/,
    );
    expect(await failureOf(() => readIdx(new Uint8Array(gzipSync('')), 't'))).toMatch(/^IDX_LENGTH t: has 0 bytes/);
  });

  it('says the same of raw bytes as parseIdx', async () => {
    const cut = file.subarray(0, -1);
    expect(await failureOf(() => readIdx(cut, 't'))).toBe(await failureOf(() => parseIdx(cut, 't')));
  });
});
