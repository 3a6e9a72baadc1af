import type { ByteReader } from './byte-source.js';

/** Inflates gzip: the two ends of a stream, such as those of a `DecompressionStream`. */
export interface Inflater {
  readonly reader: Pick<ReadableStreamDefaultReader<Uint8Array>, 'read' | 'cancel'>;
  readonly writer: Pick<WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>, 'write' | 'close' | 'abort'>;
  /** How many bytes it is given at a time. */
  readonly pieceBytes: number;
  /** What is wrong, once everything was inflated, with how the gzip ends. */
  problemAtEnd(end: GzipEnd): string | undefined;
}

interface GzipEnd {
  /** Bytes before inflating. */
  readonly gzipBytes: number;
  /** Bytes after inflating. */
  readonly inflatedBytes: number;
  /** The last four bytes as a number. For a gzip of one member it is the inflated length modulo 2³². */
  readonly lastFour: number;
}

/** The shortest gzip in bytes: 10 for its header, 8 for its trailer, and 2 for nothing deflated. */
export const shortestGzip = 20;

/** Deflate makes at most 258 bytes out of 2 bits. */
export const mostInflated = 1032;

/** The platform's own `DecompressionStream`. It takes one gzip member and nothing after it, as browsers do. */
export function oneMember(): Inflater {
  const { readable, writable } = new DecompressionStream('gzip');
  return {
    reader: readable.getReader(),
    writer: writable.getWriter(),
    // Some browsers inflate all of a piece at once, to up to 1032 times as much.
    pieceBytes: 1 << 14,
    problemAtEnd: ({ inflatedBytes, lastFour }) =>
      inflatedBytes % 2 ** 32 === lastFour
        ? undefined
        : `its last 4 bytes promise ${lastFour} bytes, ${inflatedBytes} came: bytes follow its end, or it has several members`,
  };
}

/**
 * Inflates a gzip, no further than it is asked to: it takes bytes from `source` only while its own caller waits for more.
 *
 * @param size how many bytes `source` has, where that is known
 * @param damaged makes the error to throw for a gzip that is damaged, cut, or followed by something
 * @throws what `damaged` makes, and what `source` throws
 */
export async function* gunzip(
  source: ByteReader,
  size: number | undefined,
  { reader, writer, pieceBytes, problemAtEnd }: Inflater,
  damaged: (reason: string, inflatedBytes: number, cause?: unknown) => Error,
): AsyncGenerator<Uint8Array, void, void> {
  const lastFour = new Uint8Array(4);
  let writing = Promise.resolve();
  let ended = false;
  let inflatedBytes = 0;
  try {
    for (;;) {
      let arrived = false;
      const reading = reader.read().finally(() => {
        arrived = true;
      });
      while (!ended) {
        // A failure of either rejects `reading` below, too.
        await Promise.race([reading, writing]).catch(() => {});
        if (arrived) break;
        const room = new Uint8Array(Math.min(pieceBytes, (size ?? Number.POSITIVE_INFINITY) - source.position));
        const piece = room.subarray(0, await source.take(room));
        keepLast(lastFour, piece);
        ended = piece.length === 0;
        writing = (ended ? writer.close() : writer.write(piece)).catch(() => {});
      }
      const { done, value } = await reading.catch((cause: unknown) => {
        throw damaged(cause instanceof Error ? cause.message : String(cause), inflatedBytes, cause);
      });
      if (done) break;
      inflatedBytes += value.length;
      yield value;
    }
  } finally {
    reader.cancel().catch(() => {});
    writer.abort().catch(() => {});
  }
  const problem = problemAtEnd({
    gzipBytes: source.position,
    inflatedBytes,
    lastFour: new DataView(lastFour.buffer).getUint32(0, true),
  });
  if (problem !== undefined) throw damaged(problem, inflatedBytes);
}

function keepLast(last: Uint8Array, piece: Uint8Array): void {
  const count = Math.min(last.length, piece.length);
  last.copyWithin(0, count);
  last.set(piece.subarray(piece.length - count), last.length - count);
}
