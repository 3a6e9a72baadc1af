import { allocate } from './allocate.js';
import { bytesOf, copyBigEndian } from './big-endian.js';
import { elementTypes, type IdxArray, type IdxType } from './idx-array.js';
import { countElements } from './idx-header.js';
import type { IdxSource } from './idx-source.js';
import { toFloat32 } from './to-float32.js';

/** How much is held beside the result while elements are converted: 1 MiB. */
const pieceBytes = 1 << 20;

/**
 * Reads the elements that follow the header: all, or the first rows.
 *
 * @param rows how many of the first dimension; all of them when left out. Once the last element is read, it is checked that
 * nothing follows
 * @throws NnfError `IDX_LENGTH` or `IDX_GZIP` where the source ends too early or too late, `IDX_MEMORY`
 */
export async function readElements(source: IdxSource, rows?: number): Promise<IdxArray> {
  return readTyped(source, source.header.type, rows);
}

async function readTyped<T extends IdxType>(source: IdxSource, type: T, rows?: number): Promise<IdxArray<T>> {
  const { create, bytes } = elementTypes[type];
  const shape = shapeOfRows(source, rows);
  const data = await collect(source, shape, create, async (target, from) => {
    const wanted = bytesOf(target).subarray(from * bytes);
    if (bytes === 1) return source.fill(wanted);
    const piece = new Uint8Array(Math.min(wanted.length, pieceBytes));
    for (let at = 0; at < wanted.length; at += piece.length) {
      const part = piece.subarray(0, wanted.length - at);
      await source.fill(part);
      copyBigEndian(part, wanted.subarray(at, at + part.length), bytes);
    }
  });
  return { type, shape, data, name: source.name };
}

/**
 * As {@link readElements}, converted to float32 piece by piece: `uint8` divided by 255, other types by value. Beside the
 * result never more than two pieces are held.
 */
export async function readFloat32(source: IdxSource, rows?: number): Promise<Float32Array> {
  const { create, over, bytes } = elementTypes[source.header.type];
  const convert = async (target: Float32Array, from: number): Promise<void> => {
    const count = Math.min(target.length - from, pieceBytes / bytes);
    const raw = new Uint8Array(count * bytes);
    const native = bytes === 1 ? raw : bytesOf(create(count));
    for (let at = from; at < target.length; at += count) {
      const size = Math.min(count, target.length - at);
      const part = raw.subarray(0, size * bytes);
      await source.fill(part);
      if (bytes > 1) copyBigEndian(part, native.subarray(0, part.length), bytes);
      toFloat32(over(native, size), target.subarray(at, at + size));
    }
  };
  return collect(source, shapeOfRows(source, rows), (length) => new Float32Array(length), convert);
}

/** What `collect` needs of an array. */
interface Growable {
  readonly length: number;
  set(start: ArrayLike<number>): void;
}

/**
 * Fills a new array, `fill(array, from)` from its element `from` on. Where the file's length is not known beforehand, memory is
 * taken as bytes arrive, doubling: a header that promises 4 GB gets them only by sending them.
 */
async function collect<A extends Growable & ArrayLike<number>>(
  source: IdxSource,
  shape: readonly number[],
  create: (length: number) => A,
  fill: (target: A, from: number) => Promise<void>,
): Promise<A> {
  const elements = countElements(shape);
  const make = (length: number): A => allocate(create, length, source.name);
  let data = make(source.lengthKnown ? elements : Math.min(elements, pieceBytes));
  await fill(data, 0);
  while (data.length < elements) {
    const grown = make(Math.min(elements, 2 * data.length));
    grown.set(data);
    await fill(grown, data.length);
    data = grown;
  }
  if (elements === source.header.elements) await source.finish();
  return data;
}

function shapeOfRows({ header: { shape } }: IdxSource, rows?: number): readonly number[] {
  const [first, ...others] = shape;
  return rows === undefined || first === undefined ? shape : [Math.min(rows, first), ...others];
}
