import { NnfError } from '@nnf/core';
import type { Lanes } from '../wasm/lanes.js';

const pageBytes = 65536;
/** What 32-bit addresses can reach. */
const mostBytes = 65536 * pageBytes;

/** A piece of the memory. */
export interface Block {
  readonly address: number;
  readonly bytes: number;
}

/** The whole memory as arrays of numbers: what is at an address is at address / bytes of a number. */
export interface MemoryViews {
  readonly uint8: Uint8Array;
  readonly uint32: Uint32Array;
  /** Numbers of the program's own type. */
  readonly numbers: Float32Array | Float64Array;
}

/**
 * One WebAssembly memory, divided into blocks. It grows when it must and never shrinks; freed blocks are reused.
 */
export class Heap {
  readonly memory: WebAssembly.Memory;
  #views: MemoryViews;
  #end = 16;
  /** Blocks apart from one another, by address. */
  readonly #free: Block[] = [];

  /** @param lanes the type of the numbers in it */
  constructor(readonly lanes: Lanes) {
    this.memory = new WebAssembly.Memory({ initial: 1 });
    this.#views = this.#newViews();
  }

  /** How much has been taken from the host, in bytes. */
  get bytes(): number {
    return this.memory.buffer.byteLength;
  }

  /** Do not keep them: growing the memory replaces them. */
  get views(): MemoryViews {
    return this.#views;
  }

  /**
   * A block of zeros, aligned to 16 bytes, with a vector's room behind its end.
   *
   * @param zeroed false where it will be written to its end, or what was there before does not matter
   * @throws NnfError `MEMORY_LIMIT` before anything is taken, with the bytes asked for
   */
  take(bytes: number, purpose: string, zeroed = true): Block {
    const size = Math.ceil(bytes / 16) * 16 + 16;
    const free = this.#free;
    for (let i = 0; i < free.length; i++) {
      const { address, bytes: room } = free[i]!;
      if (room < size) continue;
      if (room === size) free.splice(i, 1);
      else free[i] = { address: address + size, bytes: room - size };
      if (zeroed) this.#views.uint8.fill(0, address, address + size);
      return { address, bytes: size };
    }
    const address = this.#end;
    this.#growTo(address + size, size, purpose);
    this.#end = address + size;
    return { address, bytes: size };
  }

  /** Frees a block, and joins it with its free neighbours. */
  give({ address, bytes }: Block): void {
    const free = this.#free;
    let place = 0;
    while (place < free.length && free[place]!.address < address) place++;
    free.splice(place, 0, { address, bytes });
    this.#joinWithNext(place);
    this.#joinWithNext(place - 1);
  }

  /** Makes one of a free block and the next where nothing lies between them. */
  #joinWithNext(place: number): void {
    const block = this.#free[place];
    const next = this.#free[place + 1];
    if (!block || !next || block.address + block.bytes !== next.address) return;
    this.#free.splice(place, 2, { address: block.address, bytes: block.bytes + next.bytes });
  }

  #growTo(end: number, asked: number, purpose: string): void {
    const pages = Math.ceil(end / pageBytes) - this.memory.buffer.byteLength / pageBytes;
    if (pages <= 0) return;
    const problem = `${purpose} needs ${asked} bytes, ${end} with what is there already`;
    const remedy = 'Use smaller batches or less data at a time';
    if (end > mostBytes) {
      throw new NnfError('MEMORY_LIMIT', `${problem}; WebAssembly can address ${mostBytes}. ${remedy}`);
    }
    try {
      this.memory.grow(pages);
      this.#views = this.#newViews();
    } catch (cause) {
      throw new NnfError('MEMORY_LIMIT', `${problem}; the host does not give as much. ${remedy}`, { cause });
    }
  }

  #newViews(): MemoryViews {
    const { buffer } = this.memory;
    return {
      uint8: new Uint8Array(buffer),
      uint32: new Uint32Array(buffer),
      numbers: this.lanes.bytes === 4 ? new Float32Array(buffer) : new Float64Array(buffer),
    };
  }
}
