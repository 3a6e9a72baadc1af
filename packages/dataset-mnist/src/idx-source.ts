import { NnfError } from '@nnf/core';
import { describeHeader, headerLength, type IdxHeader, parseHeader } from './idx-header.js';

/**
 * An IDX file whose header has been read and whose elements have not: the moment to compare it with other files, before
 * memory is taken. One form for a file on a disk, gzip, and a download.
 */
export interface IdxSource {
  /** The path or address, for errors. */
  readonly name: string;
  readonly header: IdxHeader;
  /** Whether the file is known to be long enough for what its header promises, so that memory may be taken for it at once. */
  readonly lengthKnown: boolean;
  /** Fills all of `target` with the next bytes. Throws `IDX_LENGTH` or `IDX_GZIP` when they end before that. */
  fill(target: Uint8Array): Promise<void>;
  /** Checks that nothing follows. Called only when every element has been read. */
  finish(): Promise<void>;
  close(): Promise<void>;
}

/** What is known of a stream's length before it is read. */
export interface StreamLength {
  /** All of its bytes. */
  readonly exactly?: number | undefined;
  /** No more than so many can come, as from a gzip of known length. */
  readonly atMost?: number | undefined;
}

/** What a gzip's chunks end in when it is damaged; {@link openStream} adds the name and what the header promised. */
export class GzipFailure extends Error {}

/**
 * An IDX file that comes in pieces. Reads no further than the header.
 *
 * @param chunks the file's bytes, of any length each, out of gzip already
 * @throws NnfError whatever {@link parseHeader} finds wrong
 */
export async function openStream(
  chunks: AsyncIterator<Uint8Array>,
  name: string,
  { exactly, atMost }: StreamLength,
  close: () => Promise<void>,
): Promise<IdxSource> {
  let rest: Uint8Array = new Uint8Array();
  let taken = 0;
  let promised: IdxHeader | undefined;

  const next = async (): Promise<boolean> => {
    try {
      const result = await chunks.next();
      if (result.done === true) return false;
      rest = result.value;
      return true;
    } catch (error) {
      if (!(error instanceof GzipFailure)) throw error;
      const expected = promised === undefined ? 'its header' : `the ${promised.totalBytes} bytes its header promises`;
      throw new NnfError(
        'IDX_GZIP',
        `${name}: the gzip is damaged or cut: ${error.message} (${taken} bytes came out of it, expected ${expected})`,
        { cause: error },
      );
    }
  };
  /** How many bytes it could fill: fewer than asked where the stream ends. */
  const take = async (target: Uint8Array): Promise<number> => {
    let filled = 0;
    while (filled < target.length) {
      if (rest.length === 0 && !(await next())) break;
      const part = rest.subarray(0, target.length - filled);
      target.set(part, filled);
      rest = rest.subarray(part.length);
      filled += part.length;
      taken += part.length;
    }
    return filled;
  };

  const firstFour = new Uint8Array(4);
  const start = firstFour.subarray(0, await take(firstFour));
  const bytes = new Uint8Array(headerLength(start, name));
  bytes.set(start);
  const filled = start.length + (await take(bytes.subarray(start.length)));
  const header = parseHeader(bytes.subarray(0, filled), name, exactly);
  promised = header;
  const { totalBytes } = header;
  return {
    name,
    header,
    lengthKnown: exactly !== undefined || (atMost !== undefined && totalBytes <= atMost),
    async fill(target) {
      const count = await take(target);
      if (count < target.length) {
        throw new NnfError(
          'IDX_LENGTH',
          `${name}: its header promises ${describeHeader(header)}, ${totalBytes} bytes in all; it has ${taken}: it is cut, ` +
            'or the header is damaged',
        );
      }
    },
    async finish() {
      while (rest.length === 0) if (!(await next())) return;
      throw new NnfError(
        'IDX_LENGTH',
        `${name}: its header promises ${describeHeader(header)}, ${totalBytes} bytes in all; it has at least ` +
          `${taken + rest.length}: bytes follow its end, or the header is damaged`,
      );
    },
    close,
  };
}
