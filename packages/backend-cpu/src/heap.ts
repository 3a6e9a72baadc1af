import { NnfError } from '@nnf/core';

const pageBytes = 65536;
/** What 32-bit addresses can reach. */
const mostBytes = 65536 * pageBytes;

/** A piece of the memory. */
export interface Block {
  readonly address: number;
  readonly bytes: number;
}

/**
 * One WebAssembly memory and who has which part of it. It grows when it must and never shrinks; what was freed is given
 * out again.
 */
export class Heap {
  readonly memory: WebAssembly.Memory;
  #end = 16;
  #free: Block[] = [];

  constructor() {
    this.memory = new WebAssembly.Memory({ initial: 1 });
  }

  /** How much has been taken from the host, in bytes. */
  get bytes(): number {
    return this.memory.buffer.byteLength;
  }

  /**
   * A block of zeros, aligned to 16 bytes, with a vector's room behind its end.
   *
   * @throws NnfError `MEMORY_LIMIT` before anything is taken, with the bytes asked for
   */
  take(bytes: number, purpose: string): Block {
    const size = Math.ceil(bytes / 16) * 16 + 16;
    const index = this.#free.findIndex((block) => block.bytes >= size);
    if (index >= 0) {
      const [found] = this.#free.splice(index, 1) as [Block];
      if (found.bytes > size) this.#free.push({ address: found.address + size, bytes: found.bytes - size });
      new Uint8Array(this.memory.buffer, found.address, size).fill(0);
      return { address: found.address, bytes: size };
    }
    const address = this.#end;
    this.#growTo(address + size, size, purpose);
    this.#end = address + size;
    return { address, bytes: size };
  }

  /** Gives a block back, joining it with its free neighbours. */
  give(block: Block): void {
    const sorted = [...this.#free, block].sort((a, b) => a.address - b.address);
    const joined: Block[] = [];
    for (const next of sorted) {
      const last = joined.at(-1);
      if (last && last.address + last.bytes === next.address)
        joined[joined.length - 1] = { address: last.address, bytes: last.bytes + next.bytes };
      else joined.push(next);
    }
    this.#free = joined;
  }

  #growTo(end: number, asked: number, purpose: string): void {
    const pages = Math.ceil(end / pageBytes) - this.memory.buffer.byteLength / pageBytes;
    if (pages <= 0) return;
    const problem = `${purpose} needs ${asked} bytes, ${end} with what is there already`;
    if (end > mostBytes)
      throw new NnfError(
        'MEMORY_LIMIT',
        `${problem}; WebAssembly can address ${mostBytes}. Use smaller batches or less data at a time`,
      );
    try {
      this.memory.grow(pages);
    } catch (cause) {
      throw new NnfError(
        'MEMORY_LIMIT',
        `${problem}; the host does not give as much. Use smaller batches or less data at a time`,
        { cause },
      );
    }
  }
}
