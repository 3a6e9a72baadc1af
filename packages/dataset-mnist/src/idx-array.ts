import { fail, reasonOf } from './fail.js';

/** The array that holds the elements of each of IDX's six types. MNIST's is `uint8`. */
export interface IdxData {
  /** Unsigned bytes. */
  readonly uint8: Uint8Array;
  /** Signed bytes. */
  readonly int8: Int8Array;
  /** Integers of 16 bits. */
  readonly int16: Int16Array;
  /** Integers of 32 bits. */
  readonly int32: Int32Array;
  /** Floating-point numbers of 32 bits. */
  readonly float32: Float32Array;
  /** Floating-point numbers of 64 bits. */
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

interface ElementType<T extends IdxType> {
  /** The third byte of a file. */
  readonly code: number;
  readonly Array: {
    readonly name: string;
    readonly BYTES_PER_ELEMENT: number;
    new (buffer: ArrayBufferLike, byteOffset: number, length: number): IdxData[T];
  };
}

/** The six element types, with the codes of http://yann.lecun.com/exdb/mnist/. */
export const elementTypes: { readonly [T in IdxType]: ElementType<T> } = {
  uint8: { code: 0x08, Array: Uint8Array },
  int8: { code: 0x09, Array: Int8Array },
  int16: { code: 0x0b, Array: Int16Array },
  int32: { code: 0x0c, Array: Int32Array },
  float32: { code: 0x0d, Array: Float32Array },
  float64: { code: 0x0e, Array: Float64Array },
};

/** How many bytes an element takes. */
export function bytesPerElement(type: IdxType): number {
  return elementTypes[type].Array.BYTES_PER_ELEMENT;
}

/** Bytes as elements in the machine's byte order. They are shared, and must be aligned to the element's size. */
export function elementsOver<T extends IdxType>(type: T, bytes: Uint8Array): IdxData[T] {
  return new elementTypes[type].Array(bytes.buffer, bytes.byteOffset, bytes.length / bytesPerElement(type));
}

/**
 * A new array of zeros. Files of 10 GB exist; not every engine gives an array of that size.
 *
 * @param name the file's name, for the error
 * @throws NnfError `IDX_MEMORY` when the engine refuses
 */
export function allocate<T extends IdxType>(type: T, length: number, name: string): IdxData[T] {
  try {
    return elementsOver(type, new Uint8Array(length * bytesPerElement(type)));
  } catch (cause) {
    const needed = `needs an array of ${length} elements, more than this machine can allocate (${reasonOf(cause)})`;
    return fail('IDX_MEMORY', name, `${needed}; read fewer with the option samples`, cause);
  }
}
