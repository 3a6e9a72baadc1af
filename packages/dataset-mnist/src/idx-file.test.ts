import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IdxArray } from './idx-array.js';
import { readIdxFile, writeIdxFile } from './idx-file.js';
import { allocationsOf } from './test-support/allocations.js';
import { failureOf } from './test-support/failure-of.js';
import { generatedSet } from './test-support/generated-set.js';
import { expectSameData } from './test-support/same-data.js';
import { writeIdx } from './write-idx.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nnf-idx-'));
});
afterAll(() => rm(folder, { recursive: true }));

const file = writeIdx(generatedSet(6000, 28, 28, 10).images);
/** Writes a file, and gives its path. */
const put = async (name: string, ...parts: Uint8Array[]): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, Buffer.concat(parts));
  return path;
};

describe('readIdxFile', () => {
  it.each<IdxArray>([
    { type: 'uint8', shape: [2, 1], data: Uint8Array.of(1, 255) },
    { type: 'int8', shape: [2], data: Int8Array.of(-1, 1) },
    { type: 'int16', shape: [2], data: Int16Array.of(-2, 258) },
    { type: 'int32', shape: [1, 2], data: Int32Array.of(-3, 70000) },
    { type: 'float32', shape: [], data: Float32Array.of(0.1) },
    { type: 'float64', shape: [0, 3], data: new Float64Array() },
    { type: 'float64', shape: [300_000], data: Float64Array.from({ length: 300_000 }, (_, i) => i / 7) },
  ])('reads what writeIdxFile wrote, raw and gzip: $type $shape', async (array) => {
    for (const name of ['array.idx', 'array.idx.gz']) {
      const path = join(folder, name);
      await writeIdxFile(path, array);
      for (const location of [path, pathToFileURL(path)]) {
        const { data, ...rest } = await readIdxFile(location);
        expect(rest).toEqual({ type: array.type, shape: array.shape, name: path });
        expectSameData(data, array.data);
      }
    }
    const zipped = await readFile(join(folder, 'array.idx.gz'));
    expectSameData(new Uint8Array(gunzipSync(zipped)), writeIdx(array));
  });

  it('looks at the bytes, not at the name', async () => {
    const { data } = await readIdxFile(await put('named.gz', file));
    expectSameData((await readIdxFile(await put('named.raw', gzipSync(file)))).data, data);
  });

  it('reads a gzip of several members, wherever they are cut', async () => {
    for (const at of [1, 10, 16, 5000, 1 << 18]) {
      const path = await put('members.gz', gzipSync(file.subarray(0, at)), gzipSync(file.subarray(at)));
      expectSameData((await readIdxFile(path)).data, file.subarray(16));
    }
  });

  it('refuses a gzip that is cut, damaged, or followed by something', async () => {
    const zipped = gzipSync(file);
    expect(zipped.length).toBeGreaterThan(3 * (1 << 18));
    for (const length of [2, 10, 19, 20, 1000, 1 << 18, 1 << 19, zipped.length - 8, zipped.length - 1]) {
      expect(await failureOf(async () => readIdxFile(await put('cut.gz', zipped.subarray(0, length))))).toMatch(
        /^IDX_GZIP .*cut\.gz: the gzip is /,
      );
    }
    for (const more of [[0], [0, 0, 0, 0, 0, 0, 0, 0], [1], [0x1f, 0x8b, 8, 0]]) {
      const path = await put('more.gz', zipped, Uint8Array.from(more));
      expect(await failureOf(() => readIdxFile(path))).toMatch(/^IDX_GZIP .*more\.gz: the gzip is damaged or cut: /);
    }
    // The same with an end that falls together with the end of a piece that is read.
    const filled = Buffer.concat([zipped, Buffer.alloc((1 << 20) - (zipped.length % (1 << 18)))]);
    expect(await failureOf(async () => readIdxFile(await put('filled.gz', filled)))).toMatch(/bytes follow its end/);
    const damaged = Uint8Array.from(zipped);
    damaged[5000] = (damaged[5000] as number) ^ 1;
    damaged[9000] = (damaged[9000] as number) ^ 1;
    expect(await failureOf(async () => readIdxFile(await put('bad.gz', damaged)))).toMatch(
      /^IDX_GZIP .*bad\.gz: the gzip is damaged or cut: .*its header promises uint8 \[6000, 28, 28\], 4704016 bytes in all; \d+ came out of it/,
    );
  });

  it('notices a wrong length before it takes memory, raw and gzip', async () => {
    const cases: readonly [Uint8Array, RegExp][] = [
      [file.subarray(0, -1), /4704016 bytes in all; it (has|inflates to) 4704015/],
      [Buffer.concat([file, Uint8Array.of(1)]), /4704016 bytes in all; it (has|inflates to more, at least) 4704017/],
      [Buffer.concat([Uint8Array.of(0, 0, 8, 3), new Uint8Array(12).fill(255), file]), /promises uint8 \[4294967295, /],
    ];
    for (const [bytes, numbers] of cases) {
      for (const path of [await put('wrong', bytes), await put('wrong.gz', gzipSync(bytes))]) {
        const { largest } = await allocationsOf(async () => {
          expect(await failureOf(() => readIdxFile(path))).toMatch(numbers);
          expect(await failureOf(() => readIdxFile(path))).toMatch(/^IDX_LENGTH .*wrong(\.gz)?: /);
        });
        expect(largest).toBeLessThanOrEqual(path.endsWith('.gz') ? 1 << 18 : 1100);
      }
    }
  });

  it('stops a bomb at its first bytes', async () => {
    const bomb = gzipSync(Buffer.concat([Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 4), Buffer.alloc(64 << 20)]), { level: 1 });
    const path = await put('bomb.gz', bomb);
    const { largest } = await allocationsOf(async () => {
      expect(await failureOf(() => readIdxFile(path))).toMatch(
        /^IDX_LENGTH .*promises uint8 \[4\], 12 bytes in all; it inflates to more, at least \d{2,6},/,
      );
    });
    expect(largest).toBeLessThanOrEqual(1 << 18);
  });

  it('does not believe a gzip whose trailer was made to agree with a false header', async () => {
    const header = Uint8Array.of(0, 0, 8, 1, 0x7f, 0xff, 0xff, 0xf8);
    const forged = gzipSync(header);
    forged.writeUInt32LE(0x80000000, forged.length - 4);
    const path = await put('forged.gz', forged);
    const { largest } = await allocationsOf(async () => {
      expect(await failureOf(() => readIdxFile(path))).toMatch(/^IDX_GZIP .*incorrect length check/);
    });
    expect(largest).toBeLessThan(2000);
  });

  it('says what the file system says', async () => {
    const missing = join(folder, 'nothing');
    expect(await failureOf(() => readIdxFile(missing))).toBe(
      `IDX_NOT_FOUND ${missing}: there is no such file or folder; check the path`,
    );
    expect(await failureOf(() => readIdxFile(folder))).toBe(
      `IDX_FILE ${folder}: is not a file; name the IDX file itself`,
    );
    const inNothing = join(missing, 'file');
    const array: IdxArray = { type: 'uint8', shape: [], data: Uint8Array.of(1) };
    expect(await failureOf(() => writeIdxFile(inNothing, array))).toMatch(/^IDX_NOT_FOUND /);
    expect(await failureOf(() => writeIdxFile(folder, array))).toBe(`IDX_FILE ${folder}: is a folder; name a file`);
    expect(await failureOf(() => readIdxFile(new URL('https://example.org/a')))).toBe(
      'INVALID_ARGUMENT the file is https://example.org/a, expected a path or a file: URL; @nnf/dataset-mnist/web fetches',
    );
    expect(await failureOf(() => readIdxFile(''))).toMatch(/^INVALID_ARGUMENT the file is '', expected a path/);
    expect(await failureOf(() => writeIdxFile(join(folder, 'a'), { ...array, shape: [2] }))).toMatch(
      /^INVALID_ARGUMENT /,
    );
  });
});
