import { Breather, now } from '@nnf/core';

/** The duration of one call into WebAssembly to aim for, in milliseconds. */
const target = 6;
/** Vector operations in a millisecond, assumed before the first measurement. Few, since code starts slowly. */
const firstSpeed = 20_000;

/** Decides how much work to do in one call, from the measured speed of earlier calls. */
export class Pace {
  /** Vector operations in a millisecond, for each kind of work. */
  readonly #speeds = new Map<number, number>();
  readonly #breather = new Breather();

  /** How many units of this cost to do in one call; at least one. */
  unitsOf(cost: number, kind = 0): number {
    return Math.max(1, Math.floor((this.#speedOf(kind) * target) / cost));
  }

  /** Does the work. Returns whether it is time to breathe. */
  spend(cost: number, work: () => void, kind = 0): boolean {
    const start = now();
    work();
    const end = now();
    const measured = cost / Math.max(end - start, 0.01);
    // A pause of the whole machine must not slow down all later calls, and one fast call must not make the next too long.
    const speed = this.#speedOf(kind);
    this.#speeds.set(kind, Math.min(Math.max(measured, speed / 16), speed * 2));
    return this.#breather.isDue(end);
  }

  /** Yields to the event loop. */
  breathe(): Promise<void> {
    return this.#breather.breathe();
  }

  #speedOf(kind: number): number {
    return this.#speeds.get(kind) ?? firstSpeed;
  }
}
