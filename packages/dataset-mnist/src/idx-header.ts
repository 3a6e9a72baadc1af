import { fail } from './fail.js';
import { bytesPerElement, elementTypes, type IdxType } from './idx-array.js';

/** The length of the longest header in bytes: 4, and 4 for each of at most 255 dimensions. */
export const longestHeader = 4 + 4 * 255;

/** What the first bytes of an IDX file promise about the rest. */
export interface IdxHeader {
  /** The path or address of the file, for error messages. */
  readonly name: string;
  readonly type: IdxType;
  readonly shape: readonly number[];
  /** Elements in all, the product of `shape`. */
  readonly elements: number;
  /** Where the elements begin. */
  readonly headerBytes: number;
  /** The length of the whole file, header included. */
  readonly totalBytes: number;
}

/**
 * Reads a header: 00 00, the element type, the rank, and a big-endian uint32 per dimension.
 *
 * @param start the file's first bytes, {@link longestHeader} of them or the whole file
 * @param fileBytes the length of the whole file where it is known; it must then be what the header promises
 * @throws NnfError `IDX_MAGIC` unless the first two bytes are 0, `IDX_GZIP` where they are gzip's, `IDX_TYPE` where the third is
 * no element type, `IDX_LENGTH` when the header is cut, promises another length than `fileBytes`, or more than 2^53 bytes
 */
export function parseHeader(start: Uint8Array, name: string, fileBytes?: number): IdxHeader {
  const [first = 0, second = 0, code = 0, rank = 0] = start;
  if (isGzip(start)) {
    const fix = 'inflate it once more, or use readIdx, which takes both';
    fail('IDX_GZIP', name, `is gzip (1f 8b), expected IDX (00 00); ${fix}`);
  }
  if (start.length < 4) fail('IDX_LENGTH', name, `has ${start.length} bytes, an IDX file has at least 4`);
  if (first !== 0 || second !== 0) {
    const found = `begins with the bytes ${hex(first)} ${hex(second)}`;
    fail('IDX_MAGIC', name, `${found}, an IDX file with 00 00; it is another kind of file`);
  }
  const types: readonly IdxType[] = ['uint8', 'int8', 'int16', 'int32', 'float32', 'float64'];
  const type = types.find((known) => elementTypes[known].code === code);
  if (type === undefined) {
    const codes = types.map((known) => `${hex(elementTypes[known].code)} (${known})`).join(', ');
    fail('IDX_TYPE', name, `has element type ${hex(code)}, expected one of ${codes}`);
  }
  const headerBytes = 4 + 4 * rank;
  if (start.length < headerBytes) {
    const needed = `the header of rank ${rank} alone takes ${headerBytes}`;
    fail('IDX_LENGTH', name, `has ${start.length} bytes, ${needed}; the file is cut`);
  }
  const view = new DataView(start.buffer, start.byteOffset);
  const shape = Array.from({ length: rank }, (_, dimension) => view.getUint32(4 + 4 * dimension));
  const elements = countElements(shape);
  const totalBytes = headerBytes + elements * bytesPerElement(type);
  const header: IdxHeader = { name, type, shape, elements, headerBytes, totalBytes };
  if (fileBytes !== undefined && fileBytes !== totalBytes) {
    const missing = totalBytes - fileBytes;
    const difference = missing > 0 ? `${missing} are missing: it is cut` : `${-missing} are too many`;
    failLength(header, `has ${fileBytes}, ${difference}`);
  }
  if (totalBytes > Number.MAX_SAFE_INTEGER) failLength(header, 'is no longer than 2^53, as every file');
  return header;
}

/**
 * The product of the sizes; 1 for rank 0, and 0 where one is 0, however large the others (a product would overflow to
 * Infinity, and Infinity · 0 is NaN).
 */
export function countElements(shape: readonly number[]): number {
  return shape.includes(0) ? 0 : shape.reduce((product, size) => product * size, 1);
}

/** The type and the shape in words: `uint8 [60000, 28, 28]`. */
export function describe({ type, shape }: Pick<IdxHeader, 'type' | 'shape'>): string {
  const sizes = shape.length > 8 ? [...shape.slice(0, 8), `… ${shape.length} sizes`] : shape;
  return `${type} [${sizes.join(', ')}]`;
}

/** What the header says in words: `its header promises uint8 [60000, 28, 28], 47040016 bytes in all`. */
export function promiseOf(header: IdxHeader): string {
  return `its header promises ${describe(header)}, ${header.totalBytes} bytes in all`;
}

/**
 * @param found what is there instead of `header.totalBytes`: `has 5: it is cut`
 * @throws NnfError `IDX_LENGTH` always
 */
export function failLength(header: IdxHeader, found: string): never {
  return fail('IDX_LENGTH', header.name, `${promiseOf(header)}; it ${found}, or the header is damaged`);
}

/** Whether the bytes begin as gzip does, with 1f 8b. */
export function isGzip(start: Uint8Array): boolean {
  return start[0] === 0x1f && start[1] === 0x8b;
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}
