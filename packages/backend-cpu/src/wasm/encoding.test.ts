import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beginSized, endSized, pushName, pushSigned, pushUnsigned } from './encoding.js';

const unsigned = (value: number): readonly number[] => pushed(pushUnsigned, value);
const signed = (value: number): readonly number[] => pushed(pushSigned, value);

function pushed<T>(push: (bytes: number[], value: T) => void, value: T): readonly number[] {
  const bytes = [0xaa];
  push(bytes, value);
  expect(bytes.shift()).toBe(0xaa);
  return bytes;
}

/** Decodes LEB128 as §5.2.2 of the specification defines it. */
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

  it('decode to the same value, in as few bytes as possible', () => {
    const bits = fc
      .tuple(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.nat(31))
      .map(([value, shift]) => value >>> shift);
    fc.assert(
      fc.property(fc.oneof(bits, fc.constantFrom(0, 63, 64, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1)), (value) => {
        expect(decode(unsigned(value), false)).toBe(value);
        expect(unsigned(value)).toHaveLength(Math.max(1, Math.ceil((32 - Math.clz32(value)) / 7)));
        // An address above 2³¹ becomes the negative number with the same bits.
        expect(decode(signed(value), true)).toBe(value | 0);
      }),
    );
  });
});

it('names follow their length', () => {
  expect(pushed(pushName, 'nnf')).toEqual([3, 0x6e, 0x6e, 0x66]);
  expect(pushed(pushName, 'n'.repeat(200)).slice(0, 3)).toEqual([0xc8, 1, 0x6e]);
});

it('a size takes five bytes, and counts all bytes after it', () => {
  const bytes = [7];
  const place = beginSized(bytes);
  for (let i = 0; i < 300; i++) bytes.push(i & 0xff);
  endSized(bytes, place, 70_000);
  expect(bytes).toHaveLength(306);
  expect(decode(bytes.slice(1, 6), false)).toBe(70_300);
});
