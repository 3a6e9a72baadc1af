import { GzipFailure } from './idx-source.js';

/** Deflate makes at most 258 bytes of 2 bits. */
const mostPerByte = 1032;

/** How much is handed over at a time: some browsers inflate all of it at once, up to 1032 times as much. */
const slice = 1 << 14;

/** The most bytes that can come out of a gzip of this length. */
export function mostInflated(gzipBytes: number): number {
  return gzipBytes * mostPerByte;
}

/**
 * Inflates with the platform's own `DecompressionStream`, which browsers and Node.js have. As browsers do, it takes a single gzip
 * member only, and nothing after it.
 *
 * It asks the source for more only while somebody waits for more of its own. The source is left as it is when this ends early: who
 * opened it closes it.
 *
 * @throws GzipFailure when the gzip is damaged, cut, or something follows it; what `source` throws, as it is
 */
export async function* gunzipChunks(source: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  const { readable, writable } = new DecompressionStream('gzip');
  const reader = readable.getReader();
  const writer = writable.getWriter();
  const input = new SlicedInput(source);
  let writing = Promise.resolve();
  let ended = false;
  let inflated = 0;
  try {
    for (;;) {
      let arrived = false;
      const reading = reader.read().finally(() => {
        arrived = true;
      });
      while (!ended) {
        // What either of them rejects with, reading rejects with below.
        await Promise.race([reading, writing]).catch(() => {});
        if (arrived) break;
        const piece = await input.next();
        ended = piece === undefined;
        writing = (piece === undefined ? writer.close() : writer.write(piece)).catch(() => {});
      }
      const { done, value } = await reading.catch((error: unknown) => {
        throw new GzipFailure(error instanceof Error ? error.message : String(error), { cause: error });
      });
      if (done) break;
      inflated += value.length;
      yield value;
    }
  } finally {
    reader.cancel().catch(() => {});
    writer.abort().catch(() => {});
  }
  if (inflated % 2 ** 32 !== input.lastNumber()) {
    throw new GzipFailure(
      `its last 4 bytes promise ${input.lastNumber()} bytes, ${inflated} came: bytes follow its end, or it has several members`,
    );
  }
}

/** The source in slices, which are copies, since the stream refuses views on shared memory. Remembers the last four bytes. */
class SlicedInput {
  private chunk: Uint8Array = new Uint8Array();
  private readonly last = new Uint8Array(4);

  constructor(private readonly source: AsyncIterator<Uint8Array>) {}

  async next(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    while (this.chunk.length === 0) {
      const { done, value } = await this.source.next();
      if (done === true) return undefined;
      keepLast(this.last, value);
      this.chunk = value;
    }
    const piece = this.chunk.slice(0, slice);
    this.chunk = this.chunk.subarray(slice);
    return piece;
  }

  /** A gzip's last four bytes: how long it inflates to, modulo 2^32. */
  lastNumber(): number {
    return new DataView(this.last.buffer).getUint32(0, true);
  }
}

function keepLast(last: Uint8Array, chunk: Uint8Array): void {
  const count = Math.min(last.length, chunk.length);
  last.copyWithin(0, count);
  last.set(chunk.subarray(chunk.length - count), last.length - count);
}
