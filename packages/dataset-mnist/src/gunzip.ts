import type { ByteReader } from './byte-source.js';
import { reasonOf } from './fail.js';

/** Inflates gzip: the two ends of a stream, such as those of a `DecompressionStream`. */
export interface Inflater {
  readonly reader: Pick<ReadableStreamDefaultReader<Uint8Array>, 'read' | 'cancel'>;
  readonly writer: Pick<WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>, 'write' | 'close' | 'abort'>;
  /** How many bytes it is given at a time. */
  readonly pieceBytes: number;
  /**
   * What is wrong, once everything was inflated, with how the gzip ends.
   *
   * @param lastFour its last four bytes as a number: for a gzip of one member, the inflated length modulo 2³²
   */
  problemAtEnd(gzipBytes: number, inflatedBytes: number, lastFour: number): string | undefined;
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
    problemAtEnd(_, inflatedBytes, lastFour) {
      if (inflatedBytes % 2 ** 32 === lastFour) return undefined;
      const found = `its last 4 bytes promise ${lastFour} bytes, ${inflatedBytes} came`;
      return `${found}: bytes follow its end, or it has several members`;
    },
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
  let lastFour: readonly number[] = [];
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
        const left = (size ?? Number.POSITIVE_INFINITY) - source.position;
        const room = new Uint8Array(Math.min(pieceBytes, Math.max(left, 1)));
        const piece = room.subarray(0, await source.take(room));
        lastFour = [...lastFour, ...piece.subarray(-4)].slice(-4);
        ended = piece.length === 0;
        writing = (ended ? writer.close() : writer.write(piece)).catch(() => {});
      }
      const { done, value } = await reading.catch((cause: unknown) => {
        throw damaged(reasonOf(cause), inflatedBytes, cause);
      });
      if (done) break;
      inflatedBytes += value.length;
      yield value;
    }
  } finally {
    reader.cancel().catch(() => {});
    writer.abort().catch(() => {});
  }
  const problem = problemAtEnd(source.position, inflatedBytes, littleEndian(lastFour));
  if (problem !== undefined) throw damaged(problem, inflatedBytes);
}

/** The number that bytes stand for, least significant first, as gzip has them. */
export function littleEndian(bytes: Iterable<number>): number {
  return [...bytes].reduceRight((number, byte) => number * 256 + byte, 0);
}
