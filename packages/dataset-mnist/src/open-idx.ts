import { NnfError } from '@nnf/core';
import { ByteReader, type ByteSource, readChunks } from './byte-source.js';
import { gunzip, type Inflater, mostInflated, oneMember, shortestGzip } from './gunzip.js';
import { type IdxHeader, isGzip, lengthError, longestHeader, parseHeader, promiseOf } from './idx-header.js';

/** An IDX file whose header has been read and whose elements have not: it can be compared with others before memory is taken. */
export interface IdxFile extends IdxHeader {
  /** Whether the file is known to be long enough for what its header promises, so that memory may be taken at once. */
  readonly lengthKnown: boolean;
  /** Fills all of `target` with the next bytes. Throws `IDX_LENGTH` or `IDX_GZIP` when they end before that. */
  fill(target: Uint8Array): Promise<void>;
  /** Checks that nothing follows the last element. */
  finish(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Reads the header of an IDX file, raw or gzip, whichever its first bytes say. Where the source is seekable, the header has
 * been compared with the file's length when this returns. The source is closed when this throws.
 *
 * @param inflater makes what inflates a gzip
 * @throws NnfError as {@link parseHeader}, and `IDX_GZIP` where a gzip is damaged or cut
 */
export async function openIdx(source: ByteSource, inflater: () => Inflater = oneMember): Promise<IdxFile> {
  try {
    const raw = new ByteReader(source);
    const start = await raw.peek(longestHeader);
    if (isGzip(start)) return await openGzip(source, raw, inflater);
    const header = parseHeader(start, source.name, source.size);
    return await idxFile(header, raw, source.size !== undefined, () => source.close());
  } catch (error) {
    await source.close();
    throw error;
  }
}

async function openGzip(source: ByteSource, raw: ByteReader, inflater: () => Inflater): Promise<IdxFile> {
  const { name, size = Number.POSITIVE_INFINITY } = source;
  if (size < shortestGzip) {
    throw new NnfError('IDX_GZIP', `${name}: the gzip is cut: it has ${size} bytes, the shortest has ${shortestGzip}`);
  }
  let promise = 'its header is cut';
  const inflate = (from: ByteReader): AsyncGenerator<Uint8Array, void, void> =>
    gunzip(from, source.size, inflater(), (reason, inflatedBytes, cause) => {
      const found = `${promise}; ${inflatedBytes} came out of it`;
      return new NnfError('IDX_GZIP', `${name}: the gzip is damaged or cut: ${reason} (${found})`, { cause });
    });
  const chunks = inflate(raw);
  try {
    const inflated = new ByteReader({ readAt: readChunks(async () => (await chunks.next()).value ?? undefined) });
    const header = parseHeader(await inflated.peek(longestHeader), name);
    promise = promiseOf(header);
    const mayHold = source.size !== undefined && header.totalBytes <= size * mostInflated;
    if (source.seekable) await checkInflated(source, header, mayHold, inflate);
    return await idxFile(header, inflated, mayHold, async () => {
      await chunks.return();
      await source.close();
    });
  } catch (error) {
    await chunks.return();
    throw error;
  }
}

/**
 * Checks, before memory is taken, that a gzip holds what its header promises. A gzip ends in its inflated length. Where that
 * agrees with the header, and a gzip of this size may hold so much, nothing more is read. Otherwise the gzip is damaged or has
 * several members: then everything is inflated once and counted, and nothing kept.
 *
 * @throws NnfError `IDX_GZIP` when it is damaged or cut, `IDX_LENGTH` when it holds more or less than the header promises
 */
async function checkInflated(
  source: ByteSource,
  header: IdxHeader,
  mayHold: boolean,
  inflate: (from: ByteReader) => AsyncIterable<Uint8Array>,
): Promise<void> {
  const { totalBytes } = header;
  const lastFour = new Uint8Array(4);
  await source.readAt(lastFour, (source.size ?? 0) - 4);
  if (mayHold && new DataView(lastFour.buffer).getUint32(0, true) === totalBytes % 2 ** 32) return;
  let inflated = 0;
  for await (const chunk of inflate(new ByteReader(source))) {
    inflated += chunk.length;
    if (inflated > totalBytes) throw lengthError(header, `inflates to more, at least ${inflated}`);
  }
  if (inflated < totalBytes) throw lengthError(header, `inflates to ${inflated}: it is cut`);
}

/** @param reader at the beginning of the file, out of gzip */
async function idxFile(
  header: IdxHeader,
  reader: ByteReader,
  lengthKnown: boolean,
  close: () => Promise<void>,
): Promise<IdxFile> {
  await reader.fill(new Uint8Array(header.headerBytes));
  return {
    ...header,
    lengthKnown,
    async fill(target) {
      if ((await reader.fill(target)) < target.length) throw lengthError(header, `has ${reader.position}: it is cut`);
    },
    async finish() {
      const following = await reader.peek(1);
      if (following.length > 0) {
        throw lengthError(header, `has at least ${header.totalBytes + 1}: bytes follow its end`);
      }
    },
    close,
  };
}
