import { ByteReader, type ByteSource, readChunks } from './byte-source.js';
import { fail } from './fail.js';
import { gunzip, type Inflater, littleEndian, mostInflated, oneMember, shortestGzip } from './gunzip.js';
import { failLength, type IdxHeader, isGzip, longestHeader, parseHeader, promiseOf } from './idx-header.js';

/** An IDX file whose header has been read and whose elements have not, so that it can be compared with others first. */
export interface IdxFile extends IdxHeader {
  /** The elements, out of gzip. */
  readonly payload: ByteReader;
  /** Whether the file is known to be long enough for what its header promises, so that memory may be taken at once. */
  readonly lengthKnown: boolean;
  close(): Promise<void>;
}

/**
 * Reads the header of an IDX file, raw or gzip, whichever its first bytes say. Where the source is seekable, the header has
 * been compared with the file's length when this returns. The source is closed when this throws.
 *
 * @param newInflater makes what inflates a gzip
 * @throws NnfError as {@link parseHeader}, and `IDX_GZIP` where a gzip is damaged or cut
 */
export async function openIdx(source: ByteSource, newInflater: () => Inflater = oneMember): Promise<IdxFile> {
  const { name, size } = source;
  let promise = 'its header is cut';
  const inflate = (from: ByteReader): AsyncGenerator<Uint8Array, void, void> =>
    gunzip(from, size, newInflater(), (reason, inflated, cause) =>
      fail('IDX_GZIP', name, `the gzip is damaged or cut: ${reason} (${promise}; ${inflated} came out of it)`, cause),
    );
  let chunks: AsyncGenerator<Uint8Array, void, void> | undefined;
  const close = async (): Promise<void> => {
    await chunks?.return();
    await source.close();
  };
  try {
    const raw = new ByteReader(source.read);
    if (!isGzip(await raw.peek(2))) {
      return { ...(await readHeader(raw, name, size)), payload: raw, lengthKnown: size !== undefined, close };
    }
    if (size !== undefined && size < shortestGzip) {
      fail('IDX_GZIP', name, `the gzip is cut: it has ${size} bytes, the shortest has ${shortestGzip}`);
    }
    chunks = inflate(raw);
    const payload = new ByteReader(readChunks(chunks));
    const header = await readHeader(payload, name);
    promise = promiseOf(header);
    const lengthKnown = header.totalBytes <= (size ?? 0) * mostInflated;
    if (source.seekable && size !== undefined) {
      // A gzip ends in its inflated length modulo 2³², or that of its last member.
      const trailer = littleEndian(await source.read(new Uint8Array(4), size - 4));
      if (!lengthKnown || header.totalBytes % 2 ** 32 !== trailer) {
        await checkInflated(header, inflate(new ByteReader(source.read)));
      }
    }
    return { ...header, payload, lengthKnown, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function readHeader(reader: ByteReader, name: string, fileBytes?: number): Promise<IdxHeader> {
  const header = parseHeader(await reader.peek(longestHeader), name, fileBytes);
  await reader.fill(new Uint8Array(header.headerBytes));
  return header;
}

/**
 * Inflates a gzip once and keeps nothing: where its trailer and the header in it disagree, it is damaged or has several members.
 *
 * @throws NnfError `IDX_GZIP` when it is damaged or cut, `IDX_LENGTH` when it holds more or less than the header promises
 */
async function checkInflated(header: IdxHeader, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  let inflated = 0;
  for await (const { length } of chunks) {
    inflated += length;
    if (inflated > header.totalBytes) failLength(header, `inflates to more, at least ${inflated}`);
  }
  if (inflated < header.totalBytes) failLength(header, `inflates to ${inflated}: it is cut`);
}
