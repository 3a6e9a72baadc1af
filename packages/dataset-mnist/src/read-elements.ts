import { bytesOf, convert, swapByteOrder } from './convert-elements.js';
import { allocate, bytesPerElement, elementsOver, type IdxArray, type IdxData, type IdxType } from './idx-array.js';
import { countElements, failLength } from './idx-header.js';
import type { IdxFile } from './open-idx.js';

/** How many bytes are held beside the result while elements are converted. */
const pieceBytes = 1 << 20;

/** All elements of a file, which is closed afterwards, whatever happens. */
export async function readWhole(file: IdxFile): Promise<IdxArray> {
  try {
    return await readElements(file, file.type);
  } finally {
    await file.close();
  }
}

/**
 * Reads the elements after the header. Once the last one is read, it is checked that nothing follows.
 *
 * Where the file's length is not known, memory doubles as bytes arrive: a header that promises 4 GB gets none for that alone.
 *
 * @param type the file's own, or `float32`: converted piece by piece, `uint8` to v/255, other types by value
 * @param most how many to read at most, along the first dimension
 * @throws NnfError `IDX_LENGTH` or `IDX_GZIP` where the file ends too early or too late, `IDX_MEMORY`
 */
export async function readElements<T extends IdxType>(
  file: IdxFile,
  type: T,
  most = Number.POSITIVE_INFINITY,
): Promise<IdxArray<T>> {
  const { name, lengthKnown } = file;
  const shape = file.shape.map((size, dimension) => (dimension === 0 ? Math.min(most, size) : size));
  const elements = countElements(shape);
  let data = allocate(type, lengthKnown ? elements : Math.min(elements, pieceBytes), name);
  await fillFrom(0, type, data, file);
  while (data.length < elements) {
    const before = data;
    data = allocate(type, Math.min(elements, 2 * before.length), name);
    data.set(before);
    await fillFrom(before.length, type, data, file);
  }
  if (elements === file.elements && (await file.payload.peek(1)).length > 0) {
    failLength(file, `has at least ${file.totalBytes + 1}: bytes follow its end`);
  }
  return { type, shape, data, name };
}

/** Fills `target`, an array of `type`, from its element `from` on. */
async function fillFrom(from: number, type: IdxType, target: IdxData[IdxType], file: IdxFile): Promise<void> {
  const fill = async (bytes: Uint8Array): Promise<void> => {
    const found = await file.payload.fill(bytes);
    if (found < bytes.length) failLength(file, `has ${file.payload.position}: it is cut`);
  };
  const size = bytesPerElement(file.type);
  if (size === 1 && type === file.type) return fill(bytesOf(target).subarray(from));
  const piece = new Uint8Array(Math.min((target.length - from) * size, pieceBytes));
  for (let at = from; at < target.length; at += piece.length / size) {
    const part = piece.subarray(0, (target.length - at) * size);
    await fill(part);
    swapByteOrder(part, size);
    convert(file.type, elementsOver(file.type, part), type, target.subarray(at));
  }
}
