import { breathe } from '@nnf/core';

/** How long the event loop is kept waiting at most, in milliseconds: well under the 50 at which people notice. */
const longest = 10;
/** After about how many elementary operations the clock is looked at: a fraction of a millisecond. */
const interval = 100_000;

/** Counts work, and says when it is time to let the event loop breathe. */
export class Pace {
  #work = 0;
  #since = performance.now();

  /** How many pieces of that cost may be done before the clock is looked at; at least one. */
  piecesOf(cost: number): number {
    return Math.max(1, Math.floor((interval - this.#work) / cost));
  }

  /** Counts what was done; true when it is time to breathe. */
  did(work: number): boolean {
    this.#work += work;
    if (this.#work < interval) return false;
    this.#work = 0;
    return performance.now() - this.#since > longest;
  }

  async breathe(): Promise<void> {
    await breathe();
    this.#since = performance.now();
  }
}
