import { NnfError } from '@nnf/core';
import type { Lanes } from '../wasm/lanes.js';

const pageBytes = 65536;
/** The pages that 32-bit addresses can reach. */
const mostPages = 65536;
const mostBytes = mostPages * pageBytes;
/**
 * The memory grows by at least this share of its size. Each growth makes new views of the whole memory, so growth by what is
 * missing alone would take quadratic time.
 */
const leastGrowth = 1 / 8;

/** A block of the memory. */
export interface Block {
  readonly address: number;
  readonly bytes: number;
}

/** The whole memory as typed arrays. The index of an address is the address divided by the element's size. */
export interface MemoryViews {
  readonly uint8: Uint8Array;
  readonly uint32: Uint32Array;
  /** Numbers of the program's type. */
  readonly numbers: Float32Array | Float64Array;
}

/**
 * One WebAssembly memory, divided into blocks. It grows when necessary, in ever larger steps, and never shrinks. Freed blocks
 * are reused.
 */
export class Heap {
  #memory: WebAssembly.Memory | undefined;
  #views: MemoryViews;
  #end = 16;
  /** Free blocks by address. No two are adjacent. */
  readonly #free: Block[] = [];

  /**
   * @param lanes the type of the numbers in the memory
   * @throws NnfError `MEMORY_LIMIT` when there are as many memories as the host can have
   */
  constructor(readonly lanes: Lanes) {
    this.#memory = newMemory();
    this.#views = viewsOf(this.#memory.buffer, lanes);
  }

  /** @throws NnfError `DISPOSED` after `release` */
  get memory(): WebAssembly.Memory {
    if (this.#memory) return this.#memory;
    throw new NnfError('DISPOSED', 'the program has been disposed of; compile a new one');
  }

  /** The size of the memory, in bytes: 0 after `release`. */
  get bytes(): number {
    return this.#memory?.buffer.byteLength ?? 0;
  }

  /** Valid until the memory grows: do not store them. They are empty after `release`. */
  get views(): MemoryViews {
    return this.#views;
  }

  /**
   * Takes a block of zeros, aligned to 16 bytes, with room for a vector after its end.
   *
   * @param purpose what the block is for, named in the error
   * @param zeroed false if the caller overwrites the whole block, or does not depend on its contents
   * @throws NnfError `MEMORY_LIMIT` if there is no such block; nothing has changed then
   */
  take(bytes: number, purpose: string, zeroed = true): Block {
    const size = sizeOf(bytes);
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

  /** Frees the end of a block that needs only this many bytes, if that is a page or more. Returns the block that is left. */
  shrink(block: Block, needed: number): Block {
    const { address, bytes } = block;
    const size = sizeOf(needed);
    if (bytes - size < pageBytes) return block;
    this.give({ address: address + size, bytes: bytes - size });
    return { address, bytes: size };
  }

  /** Frees a block and merges it with adjacent free blocks. */
  give({ address, bytes }: Block): void {
    const free = this.#free;
    let after = 0;
    while (after < free.length && free[after]!.address < address) after++;
    const before = free[after - 1];
    const next = free[after];
    const joinsBefore = before !== undefined && before.address + before.bytes === address;
    const joinsNext = next !== undefined && address + bytes === next.address;
    const first = joinsBefore ? before.address : address;
    const end = joinsNext ? next.address + next.bytes : address + bytes;
    const merged = { address: first, bytes: end - first };
    if (joinsBefore) free[after - 1] = merged;
    else if (joinsNext) free[after] = merged;
    else free.splice(after, 0, merged);
    if (joinsBefore && joinsNext) free.splice(after, 1);
  }

  /** Lets go of the memory. Only `give` may be called afterwards. */
  release(): void {
    this.#memory = undefined;
    this.#views = viewsOf(new ArrayBuffer(0), this.lanes);
  }

  #growTo(end: number, asked: number, purpose: string): void {
    const { memory } = this;
    const pages = memory.buffer.byteLength / pageBytes;
    const missing = Math.ceil(end / pageBytes) - pages;
    if (missing <= 0) return;
    const problem = `${purpose} needs ${asked} bytes, ${end} in total`;
    const remedy = 'Use smaller batches, load less data at a time, or use smaller layers';
    if (end > mostBytes) {
      throw new NnfError('MEMORY_LIMIT', `${problem}; WebAssembly can address ${mostBytes}. ${remedy}`);
    }
    const more = Math.min(Math.max(missing, Math.floor(pages * leastGrowth)), mostPages - pages);
    try {
      if (more === missing || !tryToGrow(memory, more)) memory.grow(missing);
    } catch (cause) {
      throw new NnfError('MEMORY_LIMIT', `${problem}; the host refuses to provide them. ${remedy}`, { cause });
    }
    this.#views = viewsOf(memory.buffer, this.lanes);
  }
}

/** Engines reserve gigabytes of addresses for each memory, so a process can have some thousands. */
function newMemory(): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial: 1 });
  } catch (cause) {
    throw new NnfError(
      'MEMORY_LIMIT',
      'the host has no room for another WebAssembly memory, one per network; dispose of other networks',
      { cause },
    );
  }
}

/** Whether the host provides this many more pages. */
function tryToGrow(memory: WebAssembly.Memory, pages: number): boolean {
  try {
    memory.grow(pages);
    return true;
  } catch {
    return false;
  }
}

function viewsOf(buffer: ArrayBuffer, lanes: Lanes): MemoryViews {
  return {
    uint8: new Uint8Array(buffer),
    uint32: new Uint32Array(buffer),
    numbers: lanes.bytes === 4 ? new Float32Array(buffer) : new Float64Array(buffer),
  };
}

/** The size of a block for this many bytes: aligned, and with room for a vector after its end. */
function sizeOf(bytes: number): number {
  return Math.ceil(bytes / 16) * 16 + 16;
}
