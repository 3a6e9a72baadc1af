/** The array that holds the elements of each of IDX's six types. */
export interface IdxData {
  /** 0 to 255: MNIST's own. */
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
 * What one IDX file holds: an array of any rank (0 to 255) of one of six element types.
 *
 * @example
 * const labels: IdxArray = { type: 'uint8', shape: [3], data: new Uint8Array([7, 2, 1]) };
 */
export type IdxArray<T extends IdxType = IdxType> = {
  readonly [K in T]: {
    /** What its elements are. */
    readonly type: K;
    /**
     * One size a dimension, outermost first: `[60000, 28, 28]`. Rank 0, `[]`, is a single element; a size of 0 is an array of
     * no elements.
     */
    readonly shape: readonly number[];
    /** The elements in row-major order, as many as the product of `shape`. */
    readonly data: IdxData[K];
    /** What it was read from, for errors about it. */
    readonly name?: string;
  };
}[T];

/** What the third byte of a file is for a type, how many bytes an element takes, and its array. */
export interface ElementType<T extends IdxType> {
  readonly code: number;
  readonly bytes: number;
  /** A new array of zeros. */
  readonly create: (length: number) => IdxData[T];
  /** An array over bytes that are there already; they must be aligned to the element's size. */
  readonly over: (bytes: Uint8Array, length: number) => IdxData[T];
}

/** The six element types, by name, with the codes of http://yann.lecun.com/exdb/mnist/. */
export const elementTypes: { readonly [T in IdxType]: ElementType<T> } = {
  uint8: {
    code: 0x08,
    bytes: 1,
    create: (length) => new Uint8Array(length),
    over: ({ buffer, byteOffset }, length) => new Uint8Array(buffer, byteOffset, length),
  },
  int8: {
    code: 0x09,
    bytes: 1,
    create: (length) => new Int8Array(length),
    over: ({ buffer, byteOffset }, length) => new Int8Array(buffer, byteOffset, length),
  },
  int16: {
    code: 0x0b,
    bytes: 2,
    create: (length) => new Int16Array(length),
    over: ({ buffer, byteOffset }, length) => new Int16Array(buffer, byteOffset, length),
  },
  int32: {
    code: 0x0c,
    bytes: 4,
    create: (length) => new Int32Array(length),
    over: ({ buffer, byteOffset }, length) => new Int32Array(buffer, byteOffset, length),
  },
  float32: {
    code: 0x0d,
    bytes: 4,
    create: (length) => new Float32Array(length),
    over: ({ buffer, byteOffset }, length) => new Float32Array(buffer, byteOffset, length),
  },
  float64: {
    code: 0x0e,
    bytes: 8,
    create: (length) => new Float64Array(length),
    over: ({ buffer, byteOffset }, length) => new Float64Array(buffer, byteOffset, length),
  },
};

/** The type a code stands for; `undefined` for a code that IDX does not have, such as 0x0a. */
export function typeOfCode(code: number): IdxType | undefined {
  switch (code) {
    case 0x08:
      return 'uint8';
    case 0x09:
      return 'int8';
    case 0x0b:
      return 'int16';
    case 0x0c:
      return 'int32';
    case 0x0d:
      return 'float32';
    case 0x0e:
      return 'float64';
    default:
      return undefined;
  }
}
