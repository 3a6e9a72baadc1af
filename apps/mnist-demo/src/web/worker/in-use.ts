/** Who still works with a network, so that it is not disposed of under their hands. */
export class InUse {
  readonly #work = new Set<Promise<unknown>>();

  /** @returns the same promise */
  by<T>(work: Promise<T>): Promise<T> {
    this.#work.add(work);
    const forget = (): void => {
      this.#work.delete(work);
    };
    work.then(forget, forget);
    return work;
  }

  /** Settles once all work that has begun by now is done, or has failed. */
  async ended(): Promise<void> {
    await Promise.allSettled(this.#work);
  }
}
