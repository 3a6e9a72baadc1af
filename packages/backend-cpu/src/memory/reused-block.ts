import type { Block, Heap } from './heap.js';

/** A block that is used again and again. It is replaced when a larger one is needed. */
export class ReusedBlock {
  #block: Block | undefined;

  constructor(private readonly heap: Heap) {}

  get address(): number {
    return this.#block?.address ?? 0;
  }

  atLeast(bytes: number, purpose: string): Block {
    if (this.#block && this.#block.bytes >= bytes + 16) return this.#block;
    if (this.#block) this.heap.give(this.#block);
    this.#block = undefined;
    this.#block = this.heap.take(bytes, purpose);
    return this.#block;
  }
}
