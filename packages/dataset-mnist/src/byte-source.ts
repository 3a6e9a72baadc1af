/** The bytes of a file on a disk, of a download, or in memory. */
export interface ByteSource {
  /** The path or address, for error messages. */
  readonly name: string;
  /** How many bytes there are, where that is certain. */
  readonly size: number | undefined;
  /** Whether bytes can be read again, from any position. A download gives them once, in order. */
  readonly seekable: boolean;
  /**
   * Gives the next bytes: in the beginning of `target`, as many as it has room for at most, or in memory of their own, any number.
   * Empty at the end, and only there.
   */
  read(target: Uint8Array, position: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Reads chunks in order, whatever the position is. */
export function readChunks(chunks: AsyncIterator<Uint8Array, void>): ByteSource['read'] {
  return async () => {
    for (;;) {
      const { done, value } = await chunks.next();
      if (done) return new Uint8Array();
      if (value.length > 0) return value;
    }
  };
}

/** Reads bytes in order, and can look ahead. */
export class ByteReader {
  /** How many bytes have been taken. */
  position = 0;
  #ahead: Uint8Array = new Uint8Array();
  readonly #read: ByteSource['read'];

  constructor(read: ByteSource['read']) {
    this.#read = read;
  }

  /** The next `count` bytes without taking them; fewer where the bytes end. */
  async peek(count: number): Promise<Uint8Array> {
    while (this.#ahead.length < count) {
      const before = this.#ahead;
      const more = await this.#read(new Uint8Array(count - before.length), this.position + before.length);
      if (more.length === 0) break;
      this.#ahead = before.length === 0 ? more : new Uint8Array([...before, ...more]);
    }
    return this.#ahead.subarray(0, count);
  }

  /** Takes at least one byte and at most as many as `target` has room for. Returns how many; 0 at the end. */
  async take(target: Uint8Array): Promise<number> {
    if (this.#ahead.length === 0) this.#ahead = await this.#read(target, this.position);
    const part = this.#ahead.subarray(0, target.length);
    this.#ahead = this.#ahead.subarray(part.length);
    if (part.buffer !== target.buffer) target.set(part);
    this.position += part.length;
    return part.length;
  }

  /** Takes as many bytes as `target` has room for. Returns how many; fewer where the bytes end. */
  async fill(target: Uint8Array): Promise<number> {
    let filled = 0;
    while (filled < target.length) {
      const taken = await this.take(target.subarray(filled));
      if (taken === 0) break;
      filled += taken;
    }
    return filled;
  }
}
