import { bytesOf, swapByteOrder } from './convert-elements.js';
import { fail } from './fail.js';
import { allocate, bytesPerElement, elementsOver, type IdxArray, type IdxType } from './idx-array.js';
import { type IdxHeader, parseHeader } from './idx-header.js';

/**
 * Reads a whole IDX file from its bytes, which are not gzip ({@link readIdx} takes both). The magic number, the type, and the
 * sizes are checked against the number of bytes before memory is taken.
 *
 * The data of `uint8` and `int8` is a view on `bytes`, not a copy: it changes with them, and keeps them in memory. Wider
 * elements are copied, because IDX is big-endian and may be unaligned.
 *
 * @param bytes the whole file
 * @param name the file's name, for error messages
 * @throws NnfError `IDX_MAGIC` where the first two bytes are not 0, `IDX_TYPE` where the third is no element type,
 * `IDX_LENGTH` where the header is cut or promises more or fewer bytes than there are, `IDX_GZIP` where the bytes are gzip,
 * `IDX_MEMORY` where the engine cannot give the array, `INVALID_ARGUMENT` where `bytes` is no Uint8Array
 * @example
 * const labels = parseIdx(new Uint8Array([0, 0, 8, 1, 0, 0, 0, 3, 7, 2, 1]), 'my-labels');
 * labels.shape; // [3]
 * labels.data; // Uint8Array [7, 2, 1]
 */
export function parseIdx(bytes: Uint8Array, name = 'IDX bytes'): IdxArray {
  const found = Object.prototype.toString.call(bytes);
  if (found !== '[object Uint8Array]') {
    const fix = 'wrap an ArrayBuffer in new Uint8Array(buffer)';
    fail('INVALID_ARGUMENT', name, `parseIdx takes a Uint8Array, got ${found}; ${fix}`);
  }
  const header = parseHeader(bytes, name, bytes.length);
  return elementsOf(header.type, header, bytes.subarray(header.headerBytes));
}

function elementsOf<T extends IdxType>(
  type: T,
  { shape, elements, name }: IdxHeader,
  payload: Uint8Array,
): IdxArray<T> {
  const size = bytesPerElement(type);
  if (size === 1) return { type, shape, data: elementsOver(type, payload), name };
  const data = allocate(type, elements, name);
  bytesOf(data).set(payload);
  swapByteOrder(bytesOf(data), size);
  return { type, shape, data, name };
}
