import type { ByteReader } from './byte-source.js';
import { reasonOf } from './fail.js';

/** Inflates gzip: the two ends of a stream, such as those of a `DecompressionStream`. */
export interface Inflater {
  readonly reader: Pick<ReadableStreamDefaultReader<Uint8Array>, 'read' | 'cancel'>;
  readonly writer: Pick<WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>, 'write' | 'close' | 'abort'>;
  /** How many bytes it is given at a time. */
  readonly pieceBytes: number;
  /** What is wrong with a gzip, once everything was inflated without a complaint. */
  problemOf(gzip: InflatedGzip): string | undefined | Promise<string | undefined>;
}

/** A gzip of which everything was inflated. */
export interface InflatedGzip {
  readonly gzipBytes: number;
  readonly inflatedBytes: number;
  /** Its first bytes, at most {@link beginningBytes}. */
  readonly beginning: Uint8Array<ArrayBuffer>;
  /** Its last four bytes as a number: for a gzip of one member, the inflated length modulo 2³². */
  readonly lastFour: number;
}

/** How many bytes are kept to look for an empty first member. One takes 20 bytes, and more with a file name in it. */
const beginningBytes = 1024;

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
    async problemOf({ inflatedBytes, beginning, lastFour }) {
      if (inflatedBytes % 2 ** 32 !== lastFour) {
        const found = `its last 4 bytes promise ${lastFour} bytes, ${inflatedBytes} came`;
        return `${found}: bytes follow its end, or it has several members`;
      }
      // Node inflates several members. The last four bytes do not tell of empty ones before the last.
      return (await beginsEmpty(beginning)) ? 'it has several members; the first is empty' : undefined;
    },
  };
}

/** The trailer of an empty member, and the first bytes of a member after it. */
const emptyThenMore = [0, 0, 0, 0, 0, 0, 0, 0, 0x1f, 0x8b, 8];

/** Whether a gzip's first member has nothing in it and another follows, as far as these first bytes tell. */
async function beginsEmpty(beginning: Uint8Array<ArrayBuffer>): Promise<boolean> {
  for (let at = shortestGzip - 8; at <= beginning.length - emptyThenMore.length; at++) {
    if (!emptyThenMore.every((byte, i) => beginning[at + i] === byte)) continue;
    // Only what inflates without an error is a member; these bytes may also be in the middle of one.
    const member = new Blob([beginning.subarray(0, at + 8)]).stream().pipeThrough(new DecompressionStream('gzip'));
    const inflated = await new Response(member).arrayBuffer().catch(() => undefined);
    if (inflated?.byteLength === 0) return true;
  }
  return false;
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
  { reader, writer, pieceBytes, problemOf }: Inflater,
  damaged: (reason: string, inflatedBytes: number, cause?: unknown) => Error,
): AsyncGenerator<Uint8Array, void, void> {
  let beginning = new Uint8Array();
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
        if (beginning.length < beginningBytes) {
          beginning = Uint8Array.of(...beginning, ...piece.subarray(0, beginningBytes - beginning.length));
        }
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
  const gzipBytes = source.position;
  const problem = await problemOf({ gzipBytes, inflatedBytes, beginning, lastFour: littleEndian(lastFour) });
  if (problem !== undefined) throw damaged(problem, inflatedBytes);
}

/** The number that bytes stand for, least significant first, as gzip has them. */
export function littleEndian(bytes: Iterable<number>): number {
  return [...bytes].reduceRight((number, byte) => number * 256 + byte, 0);
}
