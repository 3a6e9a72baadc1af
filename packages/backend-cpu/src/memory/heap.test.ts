import { isNnfError } from '@nnf/core';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { failureOf } from '../../../core/src/testing/failure-of.js';
import { float32Lanes } from '../wasm/lanes.js';
import { type Block, Heap } from './heap.js';
import { ReusedBlock } from './reused-block.js';

const bytesOf = (heap: Heap, { address, bytes }: Block): Uint8Array =>
  new Uint8Array(heap.memory.buffer, address, bytes);

describe('a heap', () => {
  it('gives out blocks of zeros that are disjoint, aligned, and have room for a vector after their end', () => {
    const request = fc.oneof(
      fc.record({ take: fc.integer({ min: 0, max: 70_000 }) }),
      fc.record({ take: fc.integer({ min: 0, max: 100 }) }),
      fc.record({ give: fc.nat() }),
    );
    fc.assert(
      fc.property(fc.array(request, { maxLength: 40 }), (requests) => {
        const heap = new Heap(float32Lanes);
        const taken: Block[] = [];
        for (const one of requests) {
          if ('give' in one) {
            const [block] = taken.splice(one.give % Math.max(taken.length, 1), 1);
            if (block) heap.give(block);
            continue;
          }
          const block = heap.take(one.take, 'a test');
          expect(block.address % 16).toBe(0);
          expect(block.address).toBeGreaterThan(0);
          expect(block.bytes).toBeGreaterThanOrEqual(one.take + 16);
          expect(block.address + block.bytes).toBeLessThanOrEqual(heap.bytes);
          expect(bytesOf(heap, block).every((byte) => byte === 0)).toBe(true);
          for (const other of taken) {
            const isApart =
              other.address + other.bytes <= block.address || block.address + block.bytes <= other.address;
            expect(isApart, `${JSON.stringify(block)} and ${JSON.stringify(other)}`).toBe(true);
          }
          // A later block must not contain these bytes.
          bytesOf(heap, block).fill(0xff);
          taken.push(block);
        }
      }),
    );
  });

  it('takes no more memory if freed blocks are enough, merged or divided', () => {
    const heap = new Heap(float32Lanes);
    const blocks = Array.from({ length: 8 }, () => heap.take(100_000, 'a test'));
    const { bytes } = heap;
    for (const i of [3, 1, 2, 6, 4, 5]) heap.give(blocks[i]!);
    const large = heap.take(6 * 100_000, 'a test');
    expect(large.address).toBe(blocks[1]!.address);
    heap.give(large);
    for (let i = 0; i < 60; i++) heap.take(10_000 - 32, 'a test');
    expect(heap.bytes).toBe(bytes);
  });

  it('takes the freed end of a shrunk block again', () => {
    const heap = new Heap(float32Lanes);
    const block = heap.take(1000, 'a test');
    expect(heap.shrink(block, 1000)).toEqual(block);
    const shrunk = heap.shrink(block, 100);
    expect(shrunk.address).toBe(block.address);
    expect(shrunk.bytes).toBeGreaterThanOrEqual(116);
    expect(heap.take(500, 'a test').address).toBe(shrunk.address + shrunk.bytes);
  });

  it('says what was requested if there is no such memory, and is unchanged', () => {
    const heap = new Heap(float32Lanes);
    const { bytes } = heap;
    const failure = failureOf(() => heap.take(5e9, "the data's inputs"));
    expect(failure).toMatch(
      /^MEMORY_LIMIT the data's inputs needs 5000000016 bytes, .* WebAssembly can address 4294967296/,
    );
    expect(heap.bytes).toBe(bytes);
    expect(heap.take(100, 'a test').address).toBe(16);
  });

  it('grows in ever larger steps, up to an eighth more than it needs', () => {
    const heap = new Heap(float32Lanes);
    const { memory } = heap;
    let [growths, taken] = [0, 16];
    memory.grow = (pages) => {
      growths++;
      return WebAssembly.Memory.prototype.grow.call(memory, pages);
    };
    while (taken < 2 ** 26) {
      taken += heap.take(100_000, 'a test').bytes;
      expect(heap.bytes).toBeLessThanOrEqual((9 / 8) * taken + 2 * 65536);
    }
    expect(growths).toBeLessThan(60);
  });

  it('grows by what it needs if the host refuses more', () => {
    const heap = new Heap(float32Lanes);
    const { memory } = heap;
    memory.grow = (pages) => {
      if (pages > 16) throw new RangeError('no');
      return WebAssembly.Memory.prototype.grow.call(memory, pages);
    };
    const blocks = Array.from({ length: 20 }, () => heap.take(1_000_000, 'a test'));
    expect(heap.bytes).toBe(Math.ceil((blocks.at(-1)!.address + blocks.at(-1)!.bytes) / 65536) * 65536);
  });

  it('lets go of the memory when released, and takes blocks back afterwards', () => {
    const heap = new Heap(float32Lanes);
    const block = heap.take(1e6, 'a test');
    heap.release();
    expect(heap.bytes).toBe(0);
    expect(heap.views.uint8).toHaveLength(0);
    heap.give(block);
    expect(failureOf(() => heap.memory)).toMatch(/^DISPOSED /);
  });

  it('says so when the host has no room for another memory', () => {
    const cause = new RangeError('could not allocate memory');
    vi.stubGlobal('WebAssembly', {
      ...WebAssembly,
      Memory: class {
        constructor() {
          throw cause;
        }
      },
    });
    const create = () => new Heap(float32Lanes);
    expect(failureOf(create)).toMatch(/^MEMORY_LIMIT the host has no room for another WebAssembly memory/);
    vi.unstubAllGlobals();
    expect(create).not.toThrow();
  });

  it('says so when the host refuses the memory', () => {
    const heap = new Heap(float32Lanes);
    heap.memory.grow = () => {
      throw new RangeError('no');
    };
    const failure = failureOf(() => heap.take(1e6, 'a test'));
    expect(failure).toMatch(/^MEMORY_LIMIT a test needs 1000016 bytes, 1000032 .*; the host refuses to provide them/);
    expect(heap.take(100, 'a test').address).toBe(16);
  });
});

describe('a reused block', () => {
  it('stays in place until it is too small, and is then freed', () => {
    const heap = new Heap(float32Lanes);
    const block = new ReusedBlock(heap);
    const first = block.atLeast(1000, 'a test');
    expect(block.atLeast(10, 'a test')).toBe(first);
    expect(block.atLeast(1000, 'a test')).toBe(first);
    const second = block.atLeast(2000, 'a test');
    expect(second.bytes).toBeGreaterThanOrEqual(2016);
    expect(block.address).toBe(second.address);
    expect(heap.take(1000, 'a test').address).toBe(first.address);
  });

  it('does not keep a freed block if there is no larger one', () => {
    const heap = new Heap(float32Lanes);
    const block = new ReusedBlock(heap);
    const first = block.atLeast(1000, 'a test');
    let error: unknown;
    try {
      block.atLeast(5e9, 'a test');
    } catch (thrown) {
      error = thrown;
    }
    expect(isNnfError(error, 'MEMORY_LIMIT')).toBe(true);
    const [mine, other] = [block.atLeast(500, 'a test'), heap.take(500, 'a test')];
    expect(first.bytes).toBeGreaterThan(0);
    expect(mine.address + mine.bytes <= other.address || other.address + other.bytes <= mine.address).toBe(true);
  });
});
