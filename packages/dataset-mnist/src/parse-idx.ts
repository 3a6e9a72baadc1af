import { NnfError } from '@nnf/core';
import { allocate } from './allocate.js';
import { bytesOf, copyBigEndian } from './big-endian.js';
import { elementTypes, type IdxArray, type IdxData, type IdxType } from './idx-array.js';
import { parseHeader } from './idx-header.js';

/**
 * Reads a whole IDX file from its bytes, which are not gzip ({@link readIdx} takes both). Everything is checked before memory
 * is taken: the magic number, the type, and the sizes against the number of bytes.
 *
 * The data of `uint8` and `int8` is a view on `bytes`, not a copy: it changes with them, and keeps them in memory. Wider
 * elements are copied, because IDX is big-endian and may be unaligned.
 *
 * @param bytes all of the file
 * @param name the file's name, for errors
 * @throws NnfError `IDX_MAGIC` where the first two bytes are not 0, `IDX_TYPE` where the third is no element type,
 * `IDX_LENGTH` where the header is cut or promises more or fewer bytes than there are, `IDX_GZIP` where the bytes are gzip,
 * `IDX_MEMORY` where the engine cannot give the array, `INVALID_ARGUMENT` where `bytes` is no Uint8Array
 * @example
 * const labels = parseIdx(new Uint8Array([0, 0, 8, 1, 0, 0, 0, 3, 7, 2, 1]), 'my-labels');
 * labels.shape; // [3]
 * labels.data; // Uint8Array [7, 2, 1]
 */
export function parseIdx(bytes: Uint8Array, name = 'IDX bytes'): IdxArray {
  if (!(Object.prototype.toString.call(bytes) === '[object Uint8Array]')) {
    throw new NnfError(
      'INVALID_ARGUMENT',
      `${name}: parseIdx takes a Uint8Array, got ${Object.prototype.toString.call(bytes)}; ` +
        'wrap an ArrayBuffer in new Uint8Array(buffer)',
    );
  }
  const { type, shape, elements, headerBytes } = parseHeader(bytes, name, bytes.length);
  return { ...elementsOf(type, shape, bytes.subarray(headerBytes), elements, name), name };
}

function elementsOf<T extends IdxType>(
  type: T,
  shape: readonly number[],
  payload: Uint8Array,
  elements: number,
  name: string,
): IdxArray<T> {
  const element = elementTypes[type];
  if (element.bytes === 1) return { type, shape, data: element.over(payload, elements) };
  const data: IdxData[T] = allocate(element.create, elements, name);
  copyBigEndian(payload, bytesOf(data), element.bytes);
  return { type, shape, data };
}
