import { Breather } from '@nnf/core';

/** About how many elementary operations there are between two looks at the clock: a fraction of a millisecond. */
const interval = 100_000;

/** Counts work, so that the clock is read rarely, and says when the event loop is due for a turn. */
export class Pace {
  #work = 0;
  readonly #breather = new Breather();

  /** How many pieces of a cost may be done before the clock is read again; at least one. */
  piecesOf(cost: number): number {
    return Math.max(1, Math.floor((interval - this.#work) / cost));
  }

  /** Counts work that was done; true when it is time to breathe. */
  did(work: number): boolean {
    this.#work += work;
    if (this.#work < interval) return false;
    this.#work = 0;
    return this.#breather.isDue();
  }

  breathe(): Promise<void> {
    return this.#breather.breathe();
  }
}
