import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { float32, float64, name, signed, unsigned, vector } from './encoding.js';

/** LEB128 read back, as §5.2.2 of the specification defines it. */
function decode(bytes: readonly number[], isSigned: boolean): number {
  let value = 0n;
  bytes.forEach((byte, i) => {
    value |= BigInt(byte & 0x7f) << BigInt(7 * i);
    expect(byte >= 0x80, `byte ${i} of ${bytes}`).toBe(i < bytes.length - 1);
  });
  const negative = isSigned && (bytes.at(-1)! & 0x40) !== 0;
  return Number(negative ? value - (1n << BigInt(7 * bytes.length)) : value);
}

describe('integers', () => {
  it('are the bytes that the standard’s examples have', () => {
    // DWARF Debugging Information Format 4, figures 22 and 23.
    expect([2, 127, 128, 129, 130, 12857].map(unsigned)).toEqual([
      [2],
      [127],
      [128, 1],
      [129, 1],
      [130, 1],
      [185, 100],
    ]);
    expect([2, -2, 127, -127, 128, -128, 129, -129].map(signed)).toEqual([
      [2],
      [0x7e],
      [255, 0],
      [129, 127],
      [128, 1],
      [128, 127],
      [129, 1],
      [255, 126],
    ]);
  });

  it('are read back as they were, in as few bytes as there can be', () => {
    const bits = fc
      .tuple(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.nat(31))
      .map(([value, shift]) => value >>> shift);
    fc.assert(
      fc.property(fc.oneof(bits, fc.constantFrom(0, 63, 64, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1)), (value) => {
        expect(decode(unsigned(value), false)).toBe(value);
        expect(unsigned(value)).toHaveLength(Math.max(1, Math.ceil((32 - Math.clz32(value)) / 7)));
        // An address above 2³¹ is the negative number of the same bits.
        expect(decode(signed(value), true)).toBe(value | 0);
      }),
    );
  });
});

it('numbers are little-endian IEEE 754', () => {
  expect(float32(1)).toEqual([0, 0, 0x80, 0x3f]);
  expect(float32(-0)).toEqual([0, 0, 0, 0x80]);
  expect(float64(1)).toEqual([0, 0, 0, 0, 0, 0, 0xf0, 0x3f]);
  expect(float64(Number.NEGATIVE_INFINITY)).toEqual([0, 0, 0, 0, 0, 0, 0xf0, 0xff]);
});

it('names and vectors stand behind their length', () => {
  expect(name('aé')).toEqual([3, 0x61, 0xc3, 0xa9]);
  expect(vector([[1, 2], [], [3]])).toEqual([3, 1, 2, 3]);
  const long = vector(Array.from({ length: 70_000 }, () => [7]));
  expect(long.slice(0, 4)).toEqual([0xf0, 0xa2, 4, 7]);
  expect(long).toHaveLength(70_003);
});
