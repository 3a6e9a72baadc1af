import { NnfError } from '@nnf/core';
import { elementTypes, type IdxType, typeOfCode } from './idx-array.js';

/** The bytes of the longest header: 4, and 4 for each of at most 255 dimensions. */
export const longestHeader = 4 + 4 * 255;

/** What the first bytes of an IDX file promise about the rest. */
export interface IdxHeader {
  readonly type: IdxType;
  readonly shape: readonly number[];
  /** Elements in all, the product of `shape`. */
  readonly elements: number;
  /** Where the elements begin. */
  readonly headerBytes: number;
  /** How long the whole file must be, header included. */
  readonly totalBytes: number;
}

/**
 * How long the header is that begins with these bytes, of which four are needed: 00 00, the element type, the rank.
 *
 * @param name the file's name, for errors
 * @throws NnfError `IDX_LENGTH` with fewer than four bytes, `IDX_MAGIC` unless the first two are 0, `IDX_GZIP` where they are
 * gzip's mark, `IDX_TYPE` where the third is no element type
 */
export function headerLength(start: Uint8Array, name: string): number {
  const [first, second, code, rank] = start;
  if (isGzip(start)) {
    throw new NnfError(
      'IDX_GZIP',
      `${name}: is gzip (1f 8b), expected IDX (00 00); inflate it once more, or use readIdx, which takes both`,
    );
  }
  if (first === undefined || second === undefined || code === undefined || rank === undefined) {
    throw new NnfError('IDX_LENGTH', `${name}: has ${start.length} bytes, an IDX file has at least 4`);
  }
  if (first !== 0 || second !== 0) {
    throw new NnfError(
      'IDX_MAGIC',
      `${name}: begins with the bytes ${hex(first)} ${hex(second)}, an IDX file with 00 00; it is another kind of file`,
    );
  }
  if (typeOfCode(code) === undefined) {
    throw new NnfError(
      'IDX_TYPE',
      `${name}: has element type ${hex(code)}, expected one of ${Object.entries(elementTypes)
        .map(([type, element]) => `${hex(element.code)} (${type})`)
        .join(', ')}`,
    );
  }
  return 4 + 4 * rank;
}

/**
 * Reads a header, without a look at what follows.
 *
 * @param start the file's first bytes, at least the whole header where the file has it
 * @param name the file's name, for errors
 * @param found the whole file's length where it is known; it must then be what the header promises
 * @throws NnfError as {@link headerLength}, and `IDX_LENGTH` when the header is cut, promises another length than `found`, or
 * more than 2^53 bytes
 */
export function parseHeader(start: Uint8Array, name: string, found?: number): IdxHeader {
  const headerBytes = headerLength(start, name);
  if (start.length < headerBytes) {
    const rank = (headerBytes - 4) / 4;
    throw new NnfError(
      'IDX_LENGTH',
      `${name}: has ${start.length} bytes, the header of rank ${rank} alone takes ${headerBytes}; the file is cut`,
    );
  }
  const view = new DataView(start.buffer, start.byteOffset, headerBytes);
  const type = typeOfCode(view.getUint8(2)) ?? 'uint8';
  const shape: number[] = [];
  for (let offset = 4; offset < headerBytes; offset += 4) shape.push(view.getUint32(offset));
  const elements = countElements(shape);
  const totalBytes = headerBytes + elements * elementTypes[type].bytes;
  const header = { type, shape, elements, headerBytes, totalBytes };
  if (found !== undefined) checkLength(header, name, found);
  if (totalBytes > Number.MAX_SAFE_INTEGER) {
    throw new NnfError(
      'IDX_LENGTH',
      `${name}: its header promises ${describeHeader(header)}, ${totalBytes} bytes; no file has more than ` +
        `${Number.MAX_SAFE_INTEGER}; the header is damaged`,
    );
  }
  return header;
}

/**
 * The product of the sizes; 1 for rank 0, and 0 where one is 0, however large the others (a product would overflow to
 * Infinity, and Infinity · 0 is NaN).
 */
export function countElements(shape: readonly number[]): number {
  return shape.includes(0) ? 0 : shape.reduce((product, size) => product * size, 1);
}

/** @throws NnfError `IDX_LENGTH` unless a file of `found` bytes is what the header promises */
function checkLength(header: IdxHeader, name: string, found: number): void {
  const { totalBytes } = header;
  if (found === totalBytes) return;
  const difference =
    found < totalBytes ? `${totalBytes - found} are missing: it is cut` : `${found - totalBytes} are too many`;
  throw new NnfError(
    'IDX_LENGTH',
    `${name}: its header promises ${describeHeader(header)}, ${totalBytes} bytes in all; it has ${found}, ` +
      `${difference}, or the header is damaged`,
  );
}

/** The type and the shape in words: `uint8 [60000, 28, 28]`. */
export function describeHeader({ type, shape }: { readonly type: IdxType; readonly shape: readonly number[] }): string {
  const sizes = shape.length > 8 ? [...shape.slice(0, 8), `… ${shape.length} sizes`] : shape;
  return `${type} [${sizes.join(', ')}]`;
}

/** Whether the bytes begin with gzip's mark, 1f 8b. (An IDX file begins with 00 00.) */
export function isGzip(start: Uint8Array): boolean {
  return start[0] === 0x1f && start[1] === 0x8b;
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}
