/** The bytes of a file on a disk, of a download, or in memory. */
export interface ByteSource {
  /** The path or address, for error messages. */
  readonly name: string;
  /** How many bytes there are, where that is certain. */
  readonly size: number | undefined;
  /** Whether bytes can be read again, from any position. A download gives them once, in order. */
  readonly seekable: boolean;
  /**
   * Reads bytes into the beginning of `target`.
   *
   * @returns how many: at least 1, fewer than `target` has room for where no more are at hand; 0 at the end
   */
  readAt(target: Uint8Array, position: number): Promise<number>;
  close(): Promise<void>;
}

/** Bytes in memory as a source. */
export function bytesSource(bytes: Uint8Array, name: string): ByteSource {
  return {
    name,
    size: bytes.length,
    seekable: true,
    async readAt(target, position) {
      const part = bytes.subarray(position, position + target.length);
      target.set(part);
      return part.length;
    },
    close: async () => {},
  };
}

/** Reads bytes in order, and can look ahead. */
export class ByteReader {
  /** How many bytes have been taken. */
  position = 0;
  #ahead: Uint8Array = new Uint8Array();
  readonly #source: Pick<ByteSource, 'readAt'>;

  constructor(source: Pick<ByteSource, 'readAt'>) {
    this.#source = source;
  }

  /** The next `count` bytes without taking them; fewer where the bytes end. */
  async peek(count: number): Promise<Uint8Array> {
    const ahead = new Uint8Array(count);
    const found = await this.fill(ahead);
    this.position -= found;
    this.#ahead = ahead.subarray(0, found);
    return this.#ahead;
  }

  /** Takes at least one byte and at most as many as `target` has room for. Returns how many; 0 at the end. */
  async take(target: Uint8Array): Promise<number> {
    const part = this.#ahead.subarray(0, target.length);
    target.set(part);
    this.#ahead = this.#ahead.subarray(part.length);
    const taken = part.length || (await this.#source.readAt(target, this.position));
    this.position += taken;
    return taken;
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

/** A `readAt` that gives chunks in order, whatever the position is. */
export function readChunks(chunks: AsyncIterator<Uint8Array, void>): ByteSource['readAt'] {
  let rest: Uint8Array = new Uint8Array();
  return async (target) => {
    while (rest.length === 0) {
      const { done, value } = await chunks.next();
      if (done) return 0;
      rest = value;
    }
    const part = rest.subarray(0, target.length);
    target.set(part);
    rest = rest.subarray(part.length);
    return part.length;
  };
}
