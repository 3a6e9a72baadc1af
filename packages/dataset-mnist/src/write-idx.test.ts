import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOf } from './convert-elements.js';
import { allocate, type IdxArray, type IdxType } from './idx-array.js';
import { parseIdx } from './parse-idx.js';
import { failureOf } from './test-support/failure-of.js';
import { writeIdx } from './write-idx.js';

/** Any array of a type: its elements are random bits, so NaNs of every kind and both zeros are among them. */
function arrays<T extends IdxType>(type: T): fc.Arbitrary<IdxArray<T>> {
  return fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 5 }).chain((shape) => {
    const data = allocate(
      type,
      shape.reduce((product, size) => product * size, 1),
      'random',
    );
    return fc.uint8Array({ minLength: data.byteLength, maxLength: data.byteLength }).map((random): IdxArray<T> => {
      const filled = allocate(type, data.length, 'random');
      bytesOf(filled).set(random);
      return { type, shape, data: filled };
    });
  });
}

describe('writeIdx', () => {
  it.each(['uint8', 'int8', 'int16', 'int32', 'float32', 'float64'] as const)(
    'is undone by parseIdx, bit by bit, for random arrays of %s',
    (type) => {
      fc.assert(
        fc.property(arrays(type), (array) => {
          const back = parseIdx(writeIdx(array), 'written');
          expect(back.type).toBe(type);
          expect(back.shape).toEqual(array.shape);
          expect(back.data.constructor).toBe(array.data.constructor);
          expect(Buffer.compare(bytesOf(back.data), bytesOf(array.data))).toBe(0);
        }),
        { seed: 1, numRuns: 300 },
      );
    },
  );

  it('writes the bytes of the format', () => {
    const file = writeIdx({ type: 'int16', shape: [1, 2], data: Int16Array.of(258, -2) });
    expect([...file]).toEqual([0, 0, 0x0b, 2, 0, 0, 0, 1, 0, 0, 0, 2, 1, 2, 0xff, 0xfe]);
  });

  it('writes a view of an array, not the whole of it', () => {
    const data = Float32Array.of(9, 1, 9).subarray(1, 2);
    expect([...writeIdx({ type: 'float32', shape: [], data })]).toEqual([0, 0, 0x0d, 0, 0x3f, 0x80, 0, 0]);
  });

  const data = Uint8Array.of(1, 2, 3);
  it.each<[unknown, string]>([
    [
      { type: 'uint16', shape: [3], data },
      'type is uint16, expected one of uint8, int8, int16, int32, float32, float64',
    ],
    [
      { type: 'toString', shape: [3], data },
      'type is toString, expected one of uint8, int8, int16, int32, float32, float64',
    ],
    [{ type: 'uint8', shape: 3, data }, 'shape has no sizes, expected an array of 0 to 255'],
    [{ type: 'uint8', shape: Array(256).fill(1), data }, 'shape has 256 sizes, expected an array of 0 to 255'],
    [{ type: 'uint8', shape: [3, 1.5], data }, 'size 1 of the shape is 1.5, expected an integer from 0 to 4294967295'],
    [{ type: 'uint8', shape: [-1], data }, 'size 0 of the shape is -1, expected an integer from 0 to 4294967295'],
    [
      { type: 'uint8', shape: [2 ** 32], data },
      'size 0 of the shape is 4294967296, expected an integer from 0 to 4294967295',
    ],
    [{ type: 'int8', shape: [3], data }, 'data is Uint8Array, expected Int8Array for elements of type int8'],
    [{ type: 'uint8', shape: [3], data: [1, 2, 3] }, 'data is Array, expected Uint8Array for elements of type uint8'],
    [{ type: 'uint8', shape: [2, 2], data }, 'data has 3 elements, the header uint8 [2, 2] stands for 4'],
  ])('refuses %j', async (array, problem) => {
    // @ts-expect-error none of these is an IDX array, and the types say so
    expect(await failureOf(() => writeIdx(array))).toBe(`INVALID_ARGUMENT writeIdx: ${problem}`);
  });

  it('names the array in its errors where it has a name', async () => {
    const array: IdxArray = { type: 'uint8', shape: [1], data, name: 'my labels' };
    expect(await failureOf(() => writeIdx(array))).toMatch(/^INVALID_ARGUMENT my labels: data has 3 elements/);
  });
});
