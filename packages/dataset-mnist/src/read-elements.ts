import { bytesOf, swapByteOrder, toFloat32 } from './convert-elements.js';
import { allocate, elementTypes, type IdxArray, type IdxData, type IdxType } from './idx-array.js';
import { countElements } from './idx-header.js';
import type { IdxFile } from './open-idx.js';

/** How many bytes are held beside the result while elements are converted. */
const pieceBytes = 1 << 20;

/** All elements of a file, which is closed afterwards, whatever happens. */
export async function readWhole(file: IdxFile): Promise<IdxArray> {
  try {
    return await readElements(file, {});
  } finally {
    await file.close();
  }
}

/**
 * Reads the elements after the header. Once the last one is read, it is checked that nothing follows.
 *
 * @param rows how many to read, along the first dimension; left out, all
 * @param dtype `'float32'` converts piece by piece, `uint8` to v/255, other types by value
 * @throws NnfError `IDX_LENGTH` or `IDX_GZIP` where the file ends too early or too late, `IDX_MEMORY`
 */
export async function readElements(
  file: IdxFile,
  { rows, dtype }: { readonly rows?: number | undefined; readonly dtype?: 'float32' | 'uint8' | undefined },
): Promise<IdxArray> {
  const [first, ...others] = file.shape;
  const shape = rows === undefined || first === undefined ? file.shape : [Math.min(rows, first), ...others];
  const array = await readAs(dtype === 'float32' ? dtype : file.type, file, shape);
  if (countElements(shape) === file.elements) await file.finish();
  return array;
}

/**
 * Where the file's length is not known, memory is taken as bytes arrive, doubling: a header that promises 4 GB gets them only
 * by sending them.
 */
async function readAs<T extends IdxType>(type: T, file: IdxFile, shape: readonly number[]): Promise<IdxArray<T>> {
  const elements = countElements(shape);
  let data = allocate(type, file.lengthKnown ? elements : Math.min(elements, pieceBytes), file.name);
  await fillFrom(0, type, data, file);
  while (data.length < elements) {
    const before = data;
    data = allocate(type, Math.min(elements, 2 * before.length), file.name);
    data.set(before);
    await fillFrom(before.length, type, data, file);
  }
  return { type, shape, data, name: file.name };
}

/** Fills `target` from its element `from` on. */
async function fillFrom(from: number, type: IdxType, target: IdxData[IdxType], file: IdxFile): Promise<void> {
  const { bytes, over } = elementTypes[file.type];
  if (bytes === 1 && type === file.type) return file.fill(bytesOf(target).subarray(from));
  const piece = new Uint8Array(Math.min((target.length - from) * bytes, pieceBytes));
  for (let at = from; at < target.length; ) {
    const part = piece.subarray(0, (target.length - at) * bytes);
    await file.fill(part);
    swapByteOrder(part, bytes);
    const data = over(part.buffer, part.byteOffset, part.length / bytes);
    const place = target.subarray(at, at + data.length);
    // Arrays of one type are copied bit by bit.
    if (place instanceof Float32Array) toFloat32(file.type, data, place);
    else place.set(data);
    at += data.length;
  }
}
