import { NnfError } from '@nnf/core';

/** The array that holds the elements of each of IDX's six types. */
export interface IdxData {
  /** 0 to 255, the type of MNIST. */
  readonly uint8: Uint8Array;
  /** −128 to 127. */
  readonly int8: Int8Array;
  /** −2¹⁵ to 2¹⁵ − 1. */
  readonly int16: Int16Array;
  /** −2³¹ to 2³¹ − 1. */
  readonly int32: Int32Array;
  /** IEEE 754, 32 bits. */
  readonly float32: Float32Array;
  /** IEEE 754, 64 bits. */
  readonly float64: Float64Array;
}

/** The name of an element type: `uint8`, `int8`, `int16`, `int32`, `float32` or `float64`. */
export type IdxType = keyof IdxData;

/**
 * The content of one IDX file: an array of any rank (0 to 255) and one of six element types.
 *
 * @example
 * const labels: IdxArray = { type: 'uint8', shape: [3], data: new Uint8Array([7, 2, 1]) };
 */
export type IdxArray<T extends IdxType = IdxType> = {
  readonly [K in T]: {
    /** The type of its elements. */
    readonly type: K;
    /** One size per dimension, outermost first: `[60000, 28, 28]`. Rank 0, `[]`, is a single element. A size may be 0. */
    readonly shape: readonly number[];
    /** The elements in row-major order, as many as the product of `shape`. */
    readonly data: IdxData[K];
    /** The file's name, for error messages. */
    readonly name?: string;
  };
}[T];

/** A typed array over bytes that exist already. They must be aligned to the element's size. */
type View = readonly [buffer: ArrayBufferLike, byteOffset: number, length: number];

interface ElementType<T extends IdxType> {
  /** The third byte of a file. */
  readonly code: number;
  /** Bytes per element. */
  readonly bytes: number;
  readonly over: (...view: View) => IdxData[T];
}

/** The six element types, with the codes of http://yann.lecun.com/exdb/mnist/. */
export const elementTypes: { readonly [T in IdxType]: ElementType<T> } = {
  uint8: { code: 0x08, bytes: 1, over: (...view) => new Uint8Array(...view) },
  int8: { code: 0x09, bytes: 1, over: (...view) => new Int8Array(...view) },
  int16: { code: 0x0b, bytes: 2, over: (...view) => new Int16Array(...view) },
  int32: { code: 0x0c, bytes: 4, over: (...view) => new Int32Array(...view) },
  float32: { code: 0x0d, bytes: 4, over: (...view) => new Float32Array(...view) },
  float64: { code: 0x0e, bytes: 8, over: (...view) => new Float64Array(...view) },
};

/**
 * A new array of zeros. Files of 10 GB exist; not every engine gives an array of that size.
 *
 * @param name the file's name, for the error
 * @throws NnfError `IDX_MEMORY` when the engine refuses
 */
export function allocate<T extends IdxType>(type: T, length: number, name: string): IdxData[T] {
  const { bytes, over } = elementTypes[type];
  try {
    return over(new Uint8Array(length * bytes).buffer, 0, length);
  } catch (cause) {
    throw new NnfError(
      'IDX_MEMORY',
      `${name}: needs an array of ${length} elements, more than this machine can allocate ` +
        `(${cause instanceof Error ? cause.message : String(cause)}); read fewer with the option samples`,
      { cause },
    );
  }
}
