import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { isNnfError } from '@nnf/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesOf } from './convert-elements.js';
import { allocate, elementTypes, type IdxArray, type IdxType } from './idx-array.js';
import { readIdxFile } from './idx-file.js';
import { parseIdx } from './parse-idx.js';
import { readIdx } from './read-idx.js';
import { allocationsOf } from './test-support/allocations.js';
import { randomOf } from './test-support/random.js';
import { writeIdx } from './write-idx.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nnf-fuzz-'));
});
afterAll(() => rm(folder, { recursive: true }));

const typeNames: readonly IdxType[] = ['uint8', 'int8', 'int16', 'int32', 'float32', 'float64'];
const codes = new Set(['IDX_MAGIC', 'IDX_TYPE', 'IDX_LENGTH', 'IDX_GZIP']);

/** What the independent parser below makes of a file: the elements one by one, as numbers. */
interface Independent {
  readonly code: number;
  readonly shape: readonly number[];
  readonly elements: readonly number[];
}

/** IDX as its page describes it, byte by byte, with nothing of ours. `undefined` for what is no IDX file. */
function independentParser(file: Buffer): Independent | undefined {
  const readers = new Map<number, readonly [number, (at: number) => number]>([
    [0x08, [1, (at) => file.readUInt8(at)]],
    [0x09, [1, (at) => file.readInt8(at)]],
    [0x0b, [2, (at) => file.readInt16BE(at)]],
    [0x0c, [4, (at) => file.readInt32BE(at)]],
    [0x0d, [4, (at) => file.readFloatBE(at)]],
    [0x0e, [8, (at) => file.readDoubleBE(at)]],
  ]);
  if (file.length < 4 || file.readUInt16BE(0) !== 0) return undefined;
  const code = file.readUInt8(2);
  const reader = readers.get(code);
  const rank = file.readUInt8(3);
  if (reader === undefined || file.length < 4 + 4 * rank) return undefined;
  const [size, read] = reader;
  const shape = Array.from({ length: rank }, (_, dimension) => file.readUInt32BE(4 + 4 * dimension));
  const count = shape.reduce((product, length) => product * BigInt(length), 1n);
  if (BigInt(file.length - 4 - 4 * rank) !== count * BigInt(size)) return undefined;
  const elements: number[] = [];
  for (let at = 4 + 4 * rank; at < file.length; at += size) elements.push(read(at));
  return { code, shape, elements };
}

/** A small valid file of any type and rank. */
function validFile(random: () => number): Uint8Array {
  const type = typeNames[Math.floor(random() * 6)] ?? 'uint8';
  return writeIdx(arrayOf(type, random));
}

function arrayOf<T extends IdxType>(type: T, random: () => number): IdxArray<T> {
  const shape = Array.from({ length: Math.floor(random() * 5) }, () => Math.floor(random() * 6));
  const data = allocate(
    type,
    shape.reduce((product, size) => product * size, 1),
    'fuzz',
  );
  bytesOf(data).forEach((_, i, bytes) => {
    bytes[i] = Math.floor(random() * 256);
  });
  return { type, shape, data };
}

/** One to three of: a flipped bit, a byte of choice, a cut, bytes added, bytes removed, a size made huge, a part doubled. */
function damaged(file: Uint8Array, random: () => number): Uint8Array {
  const below = (limit: number): number => Math.floor(random() * limit);
  let bytes = [...file];
  for (let times = 1 + below(3); times > 0; times--) {
    const at = below(bytes.length);
    switch (below(8)) {
      case 0:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
        break;
      case 1:
        bytes[at] = [0, 1, 0x7f, 0x80, 0xff][below(5)] ?? 0;
        break;
      case 2:
        bytes = bytes.slice(0, at);
        break;
      case 3:
        bytes.push(...Array.from({ length: 1 + below(20) }, () => below(3) * 127));
        break;
      case 4:
        bytes.splice(at, 1 + below(4));
        break;
      case 5:
        bytes.splice(4 + 4 * below(4), 4, below(256), below(256), below(256), below(256));
        break;
      case 6:
        bytes.splice(at, 0, ...bytes.slice(at, at + 1 + below(16)));
        break;
      default:
        // Only the rank or the type, which moves what everything after it means.
        bytes[2 + below(2)] = below(16);
    }
  }
  return Uint8Array.from(bytes);
}

/** What a reader of ours makes of a file: the array, or the code of our error. Any other error fails the test. */
async function outcomeOf(read: () => IdxArray | Promise<IdxArray>): Promise<IdxArray | string> {
  try {
    return await read();
  } catch (error) {
    if (!isNnfError(error) || !codes.has(error.code)) throw error;
    expect(error.message).toMatch(/^fuzz|^\/.*fuzz/);
    expect(error.message).toMatch(/\d/);
    return error.code;
  }
}

function expectSame(outcome: IdxArray, expected: Independent | undefined): void {
  expect(elementTypes[outcome.type].code).toBe(expected?.code);
  expect(outcome.shape).toEqual(expected?.shape);
  const elements = expected?.elements ?? [];
  expect(outcome.data.length).toBe(elements.length);
  expect(elements.every((element, i) => Object.is(element, outcome.data[i]))).toBe(true);
}

function inflated(file: Uint8Array): Buffer | undefined {
  try {
    return gunzipSync(file, { maxOutputLength: 1 << 20 });
  } catch {
    return undefined;
  }
}

/** How often each outcome came. Too few of one kind would mean that the damage does not reach the code it is for. */
class Tally {
  private readonly counts = new Map<string, number>();

  add(outcome: IdxArray | string): void {
    const key = typeof outcome === 'string' ? outcome : 'read';
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
  }

  expectAtLeast(count: number, ...outcomes: readonly string[]): void {
    for (const outcome of outcomes) expect(this.counts.get(outcome) ?? 0, outcome).toBeGreaterThanOrEqual(count);
  }
}

// What may be taken for a damaged file of a few hundred bytes: pieces of 256 KiB of a file, and no more.
const mostMemory = 1 << 18;

describe('damaged files', () => {
  it('8,000 raw ones: an error of ours exactly where the independent parser refuses, else the same elements', async () => {
    const random = randomOf(1);
    const tally = new Tally();
    const { largest } = await allocationsOf(async () => {
      for (let i = 0; i < 8000; i++) {
        const file = damaged(validFile(random), random);
        const outcome = await outcomeOf(() => parseIdx(file, 'fuzz'));
        const expected = independentParser(Buffer.from(file));
        tally.add(outcome);
        if (typeof outcome === 'string') expect(expected, outcome).toBeUndefined();
        else expectSame(outcome, expected);
      }
    });
    expect(largest).toBeLessThan(mostMemory);
    tally.expectAtLeast(100, 'read', 'IDX_MAGIC', 'IDX_TYPE', 'IDX_LENGTH');
  });

  it('4,000 gzips, damaged outside or inside: an error of ours, else the same elements', async () => {
    const random = randomOf(2);
    const tally = new Tally();
    const { largest } = await allocationsOf(async () => {
      for (let i = 0; i < 4000; i++) {
        const whole = validFile(random);
        const file = i % 2 === 0 ? damaged(gzipSync(whole), random) : new Uint8Array(gzipSync(damaged(whole, random)));
        const outcome = await outcomeOf(() => readIdx(file, 'fuzz'));
        tally.add(outcome);
        const bytes = file[0] === 0x1f && file[1] === 0x8b ? inflated(file) : Buffer.from(file);
        const expected = bytes === undefined ? undefined : independentParser(bytes);
        if (typeof outcome !== 'string') expectSame(outcome, expected);
        // What is damaged inside a sound gzip is refused only where the independent parser refuses it too.
        else if (i % 2 === 1) expect(expected, outcome).toBeUndefined();
      }
    });
    expect(largest).toBeLessThan(mostMemory);
    tally.expectAtLeast(50, 'read', 'IDX_MAGIC', 'IDX_TYPE', 'IDX_LENGTH', 'IDX_GZIP');
  });

  it('2,000 on a disk, raw and gzip: an error of ours, else the same elements', async () => {
    const random = randomOf(3);
    const tally = new Tally();
    const path = join(folder, 'fuzz');
    const { largest } = await allocationsOf(async () => {
      for (let i = 0; i < 2000; i++) {
        const whole = validFile(random);
        const file =
          i % 3 === 0
            ? damaged(whole, random)
            : i % 3 === 1
              ? damaged(gzipSync(whole), random)
              : new Uint8Array(gzipSync(damaged(whole, random)));
        await writeFile(path, file);
        const outcome = await outcomeOf(() => readIdxFile(path));
        tally.add(outcome);
        const bytes = file[0] === 0x1f && file[1] === 0x8b ? inflated(file) : Buffer.from(file);
        const expected = bytes === undefined ? undefined : independentParser(bytes);
        if (typeof outcome !== 'string') expectSame(outcome, expected);
        else if (i % 3 !== 1) expect(expected, outcome).toBeUndefined();
      }
    });
    expect(largest).toBeLessThanOrEqual(mostMemory);
    tally.expectAtLeast(30, 'read', 'IDX_MAGIC', 'IDX_TYPE', 'IDX_LENGTH', 'IDX_GZIP');
  });
});
